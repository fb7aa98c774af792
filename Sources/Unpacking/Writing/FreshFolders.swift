import Entries
import Files
import Posts

/// The folders that a run has made where nothing was, each under a temporary name until all in it is
/// written.
///
/// Until then nobody else has a name for what is in them, so that files there are made under the names
/// that they keep: no half-written file is seen by its path, and none is renamed. Folders below them
/// are not told of: they are under their own names.
struct FreshFolders {
  /// The temporary name of each.
  private(set) var names: [Path: Name] = [:]

  /// Whether `path` is one of them.
  func contains(_ path: Path) -> Bool { names[path] != nil }

  /// Whether `path` is one of them or lies below one.
  func holds(_ path: Path) -> Bool {
    !names.isEmpty && path.withFoldersAbove.contains { names[$0] != nil }
  }

  /// The name that the last component of `path` has now.
  func name(of path: Path) -> Name { names[path] ?? Name(path.lastComponent) }

  mutating func add(_ path: Path) -> Name {
    let name = Name.temporary()
    names[path] = name
    return name
  }

  mutating func remove(_ path: Path) { names[path] = nil }
}
