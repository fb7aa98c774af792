import Files
import Posts
import Terminal

/// A source of lines for a shell.
protocol ShellLines {
  /// Returns the next line.
  ///
  /// - Parameter isContinuation: whether the line continues the one before it.
  mutating func next(isContinuation: Bool) -> ShellInput

  /// The place of the last line, for messages; nil if the person sees it.
  var place: String? { get }
}

enum ShellInput: Equatable {
  /// A line without its newline.
  case line([UInt8])
  /// The person has dropped what they were typing.
  case interrupted
  case end
  /// The lines cannot be read any further, for this reason.
  case failed(String)
}

extension Shell {
  /// Runs all lines, until the shell ends or there are no more.
  func run(_ lines: inout some ShellLines, on console: Console) {
    var text: [UInt8] = []
    var isContinuation = false
    var isFirst = true
    var needed: ShellParser.Need?
    var place: String?
    while !hasEnded {
      switch lines.next(isContinuation: isContinuation) {
      case .line(let bytes):
        if isFirst, Self.isBinary(bytes), let place = lines.place {
          return refuse(Array("cannot run \(place): it is not text".utf8), on: console)
        }
        let line = OutsideFile.withoutReturn(
          isFirst ? OutsideFile.withoutMark(bytes[...]) : bytes[...])
        isFirst = false
        text += isContinuation ? [UInt8.newline] + line : line
        if !isContinuation { place = lines.place }
      case .interrupted:
        (text, isContinuation) = ([], false)
        noteDroppedLine(on: console)
        continue
      case .end:
        if let needed { refuse(sentence(needed.sentence, at: place), on: console) }
        return
      case .failed(let cause):
        return refuse(Array("cannot read \(cause)".utf8), on: console, status: .trouble)
      }
      needed = nil
      switch ShellParser.parse(text) {
      case .list(let list): run(list, on: console)
      case .wrong(let cause): refuse(sentence(cause, at: place), on: console)
      case .incomplete(let need):
        needed = need
        isContinuation = true
        continue
      }
      (text, isContinuation) = ([], false)
    }
  }

  /// Returns whether a first line is that of a tar or of a compressed file, which somebody else may
  /// have filled with commands.
  private static func isBinary(_ line: [UInt8]) -> Bool {
    // zstd has no NUL byte near its beginning (RFC 8878, 3.1.1).
    line.prefix(4096).contains(0) || line.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
  }

  private func sentence(_ cause: String, at place: String?) -> [UInt8] {
    Array("cannot understand \(place ?? "the line"): \(cause)".utf8)
  }
}
