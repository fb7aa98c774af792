package import Posts

/// Paths among which those at and above another path are found in one pass over its bytes.
///
/// An archive may hold paths with as many components as bytes, and to make a path of each folder
/// above one would take the square of that.
package struct PathSet: Sendable {
  /// The paths, by the hashes of their components.
  private var paths: [Int: Path] = [:]

  package init(_ paths: some Sequence<Path>) {
    for path in paths { self.paths[Self.hash(of: path)] = path }
  }

  package var isEmpty: Bool { paths.isEmpty }

  package var sorted: [Path] { paths.values.sorted() }

  private static func hash(of path: Path) -> Int {
    var hash = root
    path.forEachHash { hash = $0 }
    return hash
  }

  /// Returns the deepest of the paths that `path` is or lies below.
  package func deepest(atOrAbove path: Path) -> Path? {
    var found = paths[Self.root]
    path.forEachHash { found = paths[$0] ?? found }
    return found
  }

  /// Returns those of the paths that `path` is or lies below.
  package func all(atOrAbove path: Path) -> [Path] {
    var found = paths[Self.root].map { [$0] } ?? []
    path.forEachHash { if let path = paths[$0] { found.append(path) } }
    return found
  }

  /// Removes those of the paths that `path` is or lies below.
  package mutating func remove(atOrAbove path: Path) {
    for found in all(atOrAbove: path) { paths[Self.hash(of: found)] = nil }
  }

  private static let root = Hasher().finalize()
}

extension Path {
  /// Calls a closure with the hash of each folder above the path but the root, and with its own.
  fileprivate func forEachHash(_ body: (Int) -> Void) {
    var hasher = Hasher()
    for component in components { body(hasher.combine(component)) }
  }
}
