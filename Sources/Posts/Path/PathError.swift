/// The reason why bytes are not a path of a collection.
package enum PathError: Error, Equatable, Sendable {
  /// There are no bytes.
  case empty
  /// A member's name begins with `/`.
  case absolute
  /// A member's name has a component `..`.
  case parentComponent
  /// A typed path has more `..` than components before them.
  case leavesRoot
  /// The path holds a NUL byte.
  case containsNUL

  /// The reason, worded as the end of a sentence.
  package var reason: String {
    switch self {
    case .empty: "it is empty"
    case .absolute: "it is absolute"
    case .parentComponent: "it has a component '..'"
    case .leavesRoot: "it leads outside the collection"
    case .containsNUL: "it contains a NUL byte"
    }
  }
}
