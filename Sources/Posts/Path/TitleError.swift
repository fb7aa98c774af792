/// Says why a title makes no path.
package enum TitleError: Error, Equatable, Sendable {
  /// Nothing of it can stand in a path.
  case empty
  /// It begins or ends with `/`, or has two with nothing between them.
  case emptyComponent
  /// A component would be `.` or `..`, the one given.
  case dotComponent(String)
  /// A component, the one given, would be longer than `Path.maximumComponentLength` bytes.
  case longComponent(String)

  /// Gives the reason as the end of a sentence.
  package var reason: String {
    switch self {
    case .empty:
      "it has no letter, digit or sign that a path can hold"
    case .emptyComponent:
      "it has a '/' with nothing before or after it"
    case .dotComponent(let component):
      "it has a component '\(component)'"
    case .longComponent:
      "a component of its path is longer than \(Path.maximumComponentLength) bytes"
    }
  }
}
