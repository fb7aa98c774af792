/// The shell view of a post below the line that names it: title, two empty lines, body.
package enum Page {
  /// Returns the lines of a page.
  ///
  /// - Parameters:
  ///   - title: The post's title; line endings in it are shown as spaces.
  ///   - body: The body's lines; if there are none, the empty lines are left out too.
  package static func lines(title: String, body: [StyledLine]) -> [StyledLine] {
    head(title: title) + (body.isEmpty ? [] : gap + body)
  }

  /// Returns the title's lines, for a caller that writes the body's lines itself.
  package static func head(title: String) -> [StyledLine] {
    var text = StyledText()
    text.append(title, style: .heading)
    return text.wrapped(to: nil)
  }

  /// The lines between the title and a body that has lines.
  package static let gap = [StyledLine(), StyledLine()]
}
