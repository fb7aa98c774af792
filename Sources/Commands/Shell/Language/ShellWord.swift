import Files
import Posts
import Terminal

/// A word of a shell's line, in which quoted bytes are marked.
struct ShellWord: Equatable {
  /// A byte, and whether quotes make it literal.
  struct Element: Equatable {
    let byte: UInt8
    let isQuoted: Bool
  }

  private(set) var elements: [Element] = []

  init() {}

  /// Reads a pattern that no shell has read: `\` makes the next byte literal.
  init(pattern: some Sequence<UInt8>) {
    var isQuoted = false
    for byte in pattern {
      if byte == .backslash, !isQuoted {
        isQuoted = true
      } else {
        append(byte, isQuoted: isQuoted)
        isQuoted = false
      }
    }
  }

  mutating func append(_ byte: UInt8, isQuoted: Bool) {
    elements.append(Element(byte: byte, isQuoted: isQuoted))
  }

  mutating func append(quoted bytes: some Sequence<UInt8>) {
    for byte in bytes { append(byte, isQuoted: true) }
  }

  /// The bytes of the word without any expansion.
  var bytes: [UInt8] { elements.map(\.byte) }

  /// Whether the word is a glob, which stands for existing names.
  var isGlob: Bool {
    elements.contains { !$0.isQuoted && Self.globBytes.contains($0.byte) }
  }

  private static let globBytes = Array("*?[".utf8)

  /// Returns the glob for a part of a word, in which quoted bytes have no special meaning.
  static func glob(_ elements: some Sequence<Element>) -> [UInt8] {
    elements.flatMap { element -> [UInt8] in
      let isPlain = !element.isQuoted || !globSpecials.contains(element.byte)
      return isPlain ? [element.byte] : [UInt8.backslash, element.byte]
    }
  }

  private static let globSpecials = Array("*?[]\\!^-".utf8)

  /// Returns the word with `~` at its beginning replaced by the home folder (POSIX.1-2024, 2.6.1);
  /// the home folders of other people are not looked up.
  func expandingTilde(home: String?) -> ShellWord {
    guard let home, !home.isEmpty,
      elements.first == Element(byte: UInt8(ascii: "~"), isQuoted: false)
    else { return self }
    let rest = elements.dropFirst()
    guard rest.isEmpty || rest.first == Element(byte: UInt8(ascii: "/"), isQuoted: false) else {
      return self
    }
    var expanded = ShellWord()
    expanded.append(quoted: ArgumentText.bytes(of: home))
    expanded.elements += rest
    return expanded
  }
}
