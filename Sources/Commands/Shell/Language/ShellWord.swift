import Files
import Terminal

/// A word of a shell's line, with what quotes took the meaning of.
struct ShellWord: Equatable {
  /// A byte, and whether it stands for itself alone.
  struct Element: Equatable {
    let byte: UInt8
    let isQuoted: Bool
  }

  private(set) var elements: [Element] = []

  mutating func append(_ byte: UInt8, isQuoted: Bool) {
    elements.append(Element(byte: byte, isQuoted: isQuoted))
  }

  mutating func append(quoted bytes: some Sequence<UInt8>) {
    for byte in bytes { append(byte, isQuoted: true) }
  }

  /// The word as it stands, where nothing is expanded.
  var bytes: [UInt8] { elements.map(\.byte) }

  /// Whether it stands for names that exist.
  var isGlob: Bool {
    elements.contains { !$0.isQuoted && Self.globBytes.contains($0.byte) }
  }

  private static let globBytes = Array("*?[".utf8)

  /// The part of a glob that some elements are: what is quoted has no meaning there.
  static func glob(_ elements: some Sequence<Element>) -> [UInt8] {
    elements.flatMap { element -> [UInt8] in
      let isPlain = !element.isQuoted || !globSpecials.contains(element.byte)
      return isPlain ? [element.byte] : [ASCII.backslash, element.byte]
    }
  }

  private static let globSpecials = Array("*?[]\\!^-".utf8)

  /// The word with `~` at its beginning as a person's own folder (POSIX.1-2024, 2.6.1); names of other
  /// people are not looked up.
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
