package import Posts

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which entries of a collection are meant.
package struct Selection: Sendable {
  /// The paths that are meant, each with all that lies below it; the root means everything.
  package var paths: [Path]
  /// Patterns of paths that are not meant, as GNU tar's `--exclude`: in the pattern `*` stands for
  /// any bytes, and it may match the whole path or any end of it that follows a `/`; what lies below
  /// an excluded folder is excluded too.
  package var excluded: [String]
  /// Whether what is named `.git`, and all below, is meant too.
  package var includesGit: Bool

  package init(paths: [Path] = [], excluded: [String] = [], includesGit: Bool = false) {
    self.paths = paths.isEmpty ? [.root] : paths
    self.excluded = excluded
    self.includesGit = includesGit
  }

  /// Everything, `.git` too.
  package static let everything = Selection(includesGit: true)

  /// Whether the entry at `path` is meant.
  func includes(_ path: Path) -> Bool {
    paths.contains { $0.contains(path) } && !excludes(path)
  }

  /// Whether `folder` is meant or may hold something that is.
  func reaches(into folder: Path) -> Bool {
    paths.contains { $0.contains(folder) || folder.contains($0) } && !excludesLast(folder)
  }

  /// Whether a pattern excludes `path` or a folder above it.
  private func excludes(_ path: Path) -> Bool {
    guard !excluded.isEmpty || !includesGit else { return false }
    var path = path
    while !path.isRoot {
      if excludesLast(path) { return true }
      path = path.parent
    }
    return false
  }

  /// Whether a pattern excludes `path` itself.
  func excludesLast(_ path: Path) -> Bool {
    if !includesGit, path.lastComponent.elementsEqual(".git".utf8) { return true }
    guard !excluded.isEmpty else { return false }
    let bytes = path.bytes
    let starts = [0] + bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { $0 + 1 }
    return excluded.contains { pattern in
      starts.contains { start in
        unsafe Name(bytes[start...]).withCString { unsafe fnmatch(pattern, $0, 0) == 0 }
      }
    }
  }
}
