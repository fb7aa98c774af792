import TestSupport

@testable import Commands

extension ShellTokens {
  /// The tokens as a person would write them: words without their quotes, operators with the
  /// descriptor that they mean.
  var texts: [String] { tokens.map(\.kind.text) }
}

extension ShellToken.Kind {
  fileprivate var text: String {
    switch self {
    case .word(let word): String(decoding: word.bytes, as: UTF8.self)
    case .pipe: "|"
    case .and: "&&"
    case .or: "||"
    case .semicolon: ";"
    case .redirection(let descriptor, .read): "\(descriptor)<"
    case .redirection(let descriptor, .write): "\(descriptor)>"
    case .redirection(let descriptor, .append): "\(descriptor)>>"
    case .redirection(let descriptor, .duplicate): "\(descriptor)>&"
    case .unknown(let text): "not \(text)"
    }
  }
}

/// Lines made of random pieces, the same ones in each run.
enum GeneratedLines {
  static func make(_ count: Int, of pieces: [String], seed: UInt64) -> [[UInt8]] {
    make(count, of: pieces.map(\.bytes), seed: seed)
  }

  static func make(_ count: Int, of pieces: [[UInt8]], seed: UInt64) -> [[UInt8]] {
    var generator = FixedGenerator(state: seed)
    return (0..<count).map { _ in
      (0..<Int.random(in: 0...14, using: &generator)).flatMap { _ in
        pieces.randomElement(using: &generator) ?? []
      }
    }
  }
}
