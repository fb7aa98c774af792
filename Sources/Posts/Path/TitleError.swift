/// The reason why a title cannot become a path.
package enum TitleError: Error, Equatable, Sendable {
  /// Nothing in the title can be part of a path.
  case empty
  /// The title begins or ends with `/`, or has two with nothing between them that a path can have.
  case emptyComponent
  /// The given component would be `.` or `..`.
  case dotComponent(String)
  /// The given component would be longer than `Path.maximumComponentLength` bytes.
  case longComponent(String)

  /// The reason, worded as the end of a sentence.
  package var reason: String {
    switch self {
    case .empty:
      "it has no letter, digit or symbol that a path can contain"
    case .emptyComponent:
      "a part of it, between its '/', has nothing that a path can contain"
    case .dotComponent(let component):
      "it has a component '\(component)'"
    case .longComponent:
      "a component of its path is longer than \(Path.maximumComponentLength) bytes"
    }
  }
}
