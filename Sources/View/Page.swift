/// The shell view of a post below the line that names it: title, two empty lines, body.
package enum Page {
  /// Lays out a page.
  ///
  /// - Parameters:
  ///   - title: The post's title; line endings in it are shown as spaces.
  ///   - body: The body's lines; a body without lines brings no empty lines either.
  package static func lines(title: String, body: [StyledLine]) -> [StyledLine] {
    head(title: title) + (body.isEmpty ? [] : gap + body)
  }

  /// Lays out the page's first part, for a caller that pushes the body's lines itself: the title.
  package static func head(title: String) -> [StyledLine] {
    var text = StyledText()
    text.append(title, style: .heading)
    return text.wrapped(to: nil)
  }

  /// The lines between the title and a body that has lines.
  package static let gap = [StyledLine(), StyledLine()]
}
