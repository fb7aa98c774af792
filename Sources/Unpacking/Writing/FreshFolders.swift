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
  private var paths = FolderSet()

  /// Whether `path` is one of them.
  func contains(_ path: Path) -> Bool { names[path] != nil }

  /// Whether `path` is one of them or lies below one.
  func holds(_ path: Path) -> Bool { paths.holds(path) }

  /// Returns the name that the last component of `path` has on the disk now.
  func name(of path: Path) -> Name { names[path] ?? Name(path.lastComponent) }

  mutating func add(_ path: Path) -> Name {
    let name = Name.temporary()
    names[path] = name
    paths.insert(path)
    return name
  }

  mutating func remove(_ path: Path) {
    names[path] = nil
    paths.remove(path)
  }
}

/// Some folders, few of which have paths of different lengths.
struct FolderSet {
  private var paths: Set<Path> = []
  /// The lengths of the paths in bytes, with which a deep path need not be cut at each folder.
  private var lengths: Set<Int> = []

  mutating func insert(_ path: Path) {
    paths.insert(path)
    lengths.insert(path.bytes.count)
  }

  mutating func remove(_ path: Path) { paths.remove(path) }

  /// Whether `path` is one of them or lies below one.
  func holds(_ path: Path) -> Bool {
    guard !paths.isEmpty else { return false }
    let bytes = path.bytes
    return lengths.contains { length in
      guard length <= bytes.count, length == bytes.count || bytes[length] == .slash else {
        return false
      }
      return paths.contains(Path(uncheckedBytes: Array(bytes[..<length])))
    }
  }
}
