import Entries
import Files
import Posts

/// The folders that a run has made where nothing was, each under a temporary name until everything
/// in it is written.
///
/// Until then nobody else knows a path to their content, so the files are made under their final
/// names: no half-written file is visible by its path, and none has to be renamed. The folders
/// below a fresh one have their final names and are not among these.
struct FreshFolders {
  /// The temporary names of the folders, by their paths.
  private(set) var names: [Path: Name] = [:]

  /// Whether `path` is one of them.
  func contains(_ path: Path) -> Bool { names[path] != nil }

  /// Whether `path` is one of them or lies below one.
  func holds(_ path: Path) -> Bool {
    !names.isEmpty && path.withFoldersAbove.contains { names[$0] != nil }
  }

  /// Returns the name that the last component of `path` has on the disk now.
  func name(of path: Path) -> Name { names[path] ?? Name(path.lastComponent) }

  mutating func add(_ path: Path) -> Name {
    let name = Name.temporary()
    names[path] = name
    return name
  }

  mutating func remove(_ path: Path) { names[path] = nil }
}
