/// Says why bytes are not a path of a collection.
package enum PathError: Error, Equatable, Sendable {
  /// Nothing was given.
  case empty
  /// A member's name begins with `/`.
  case absolute
  /// A member's name has a component `..`.
  case parentComponent
  /// A typed path has more `..` than components before them.
  case leavesRoot
  /// A NUL byte is in it.
  case containsNUL

  /// Gives the reason as the end of a sentence.
  package var reason: String {
    switch self {
    case .empty: "it is empty"
    case .absolute: "it is absolute"
    case .parentComponent: "it has a component '..'"
    case .leavesRoot: "it leads out of the collection"
    case .containsNUL: "it holds a NUL byte"
    }
  }
}
