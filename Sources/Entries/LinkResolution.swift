package import Posts

/// Follows the symbolic links in a path, never out of the collection.
package struct LinkResolution {
  /// The most links that are followed in one path, as many as Linux follows (path_resolution(7)).
  package static let maximumLinks = 40

  /// The most bytes that the targets of those links have in all, as many as a path may have
  /// (limits.h, PATH_MAX).
  private static let longestTargets = 4096

  package enum Failure: Error, Equatable {
    case leavesCollection
    case tooManyLinks
    case targetsTooLong
  }

  /// Returns the path that `path` leads to, without symbolic links.
  ///
  /// - Parameter target: returns the target of the symbolic link at a path; nil if there is no
  ///   link.
  package static func resolve(_ path: Path, target: (Path) -> [UInt8]?) throws(Failure) -> Path {
    var resolved = Path.root
    var rest = Array(path.components.reversed().map { Array($0) })
    var links = 0
    var length = 0
    while let component = rest.popLast() {
      if component == Array("..".utf8) {
        guard !resolved.isRoot else { throw .leavesCollection }
        resolved = resolved.parent
        continue
      }
      let next = resolved.appending(component: component)
      guard let target = target(next) else {
        resolved = next
        continue
      }
      links += 1
      guard links <= maximumLinks else { throw .tooManyLinks }
      length += target.count
      guard length <= longestTargets else { throw .targetsTooLong }
      guard target.first != .slash else { throw .leavesCollection }
      let components = target.split(separator: .slash).filter {
        !$0.elementsEqual(".".utf8)
      }
      rest.append(contentsOf: components.reversed().map { Array($0) })
    }
    return resolved
  }
}

extension LinkResolution.Failure {
  package var reason: String {
    switch self {
    case .leavesCollection: "its symbolic link leads outside the collection"
    case .tooManyLinks: "too many levels of symbolic links"
    case .targetsTooLong: "the targets of its symbolic links are too long"
    }
  }
}
