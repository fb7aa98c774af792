import Posts
import Terminal

/// The lines of a text that is in memory: the value of `-c`, or a script.
struct GivenLines: ShellLines {
  private var rest: ArraySlice<UInt8>
  private let name: String
  private var number = 0

  /// - Parameter name: the name of the text in messages.
  init(_ text: [UInt8], named name: String) {
    rest = text[...]
    self.name = name
  }

  var place: String? { "\(name), line \(number)" }

  mutating func next(isContinuation: Bool) -> ShellInput {
    guard !rest.isEmpty else { return .end }
    number += 1
    let end = rest.firstIndex(of: .newline) ?? rest.endIndex
    defer { rest = rest[end...].dropFirst() }
    return .line(Array(rest[..<end]))
  }
}
