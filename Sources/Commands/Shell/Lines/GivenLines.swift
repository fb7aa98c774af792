import Terminal

/// Lines of a text that is there as a whole: what `-c` was given, or a script.
struct GivenLines: ShellLines {
  private var rest: ArraySlice<UInt8>
  private let name: String
  private var number = 0

  /// - Parameter name: what messages call the text.
  init(_ text: [UInt8], named name: String) {
    rest = text[...]
    self.name = name
  }

  var place: String? { "\(name), line \(number)" }

  mutating func next(isContinuation: Bool) -> ShellInput {
    guard !rest.isEmpty else { return .end }
    number += 1
    let end = rest.firstIndex(of: ASCII.newline) ?? rest.endIndex
    defer { rest = rest[end...].dropFirst() }
    return .line(Array(rest[..<end]))
  }
}
