package import Files
import Posts
import Synchronization
package import SystemPackage

/// A folder of a walk, open as long as the walk keeps it, and else opened again each time.
///
/// Entries wait with their folders until a thread reads them, and there may be more folders than a
/// process may have descriptors. Safe to use on several threads.
package final class LentFolder: Sendable {
  private let root: FolderDescriptor
  /// The path of the folder below the root of the walk.
  private let path: Path
  private let kept: Mutex<FolderDescriptor?>

  fileprivate init(_ path: Path, below root: FolderDescriptor, _ folder: FolderDescriptor) {
    self.path = path
    self.root = root
    kept = Mutex(folder)
  }

  /// Returns the open folder; if it has to be opened again, no link is followed.
  package func open() throws(Errno) -> FolderDescriptor {
    if let folder = kept.withLock({ $0 }) { return folder }
    return try root.folder(at: path)
  }

  fileprivate var isKept: Bool { kept.withLock { $0 != nil } }

  fileprivate func keep(_ folder: FolderDescriptor?) { kept.withLock { $0 = folder } }
}

/// The folders that a walk keeps open, a limited number of them.
struct LentFolders {
  private let root: FolderDescriptor
  /// The number of components of the path that the root has in the collection.
  private let depth: Int
  private var kept: [LentFolder?]
  /// The place in `kept` of the folder that gives way to the next.
  private var next = 0

  /// The number of folders that are kept open. A process may have 1,024 descriptors at least, as
  /// systems are set up, and walks are few.
  private static let maximumKept = 128

  init(below root: FolderDescriptor, at path: Path) {
    self.root = root
    depth = path.components.count
    kept = Array(repeating: nil, count: Self.maximumKept)
  }

  /// Lends an open folder of the walk.
  mutating func lend(_ folder: FolderDescriptor, at path: Path) -> LentFolder {
    let lent = LentFolder(path.dropping(leading: depth) ?? .root, below: root, folder)
    put(lent)
    return lent
  }

  /// Returns a folder that the walk needs, and keeps it open from now on.
  mutating func open(_ lent: LentFolder) throws(Errno) -> FolderDescriptor {
    let folder = try lent.open()
    if !lent.isKept {
      lent.keep(folder)
      put(lent)
    }
    return folder
  }

  private mutating func put(_ lent: LentFolder) {
    kept[next]?.keep(nil)
    kept[next] = lent
    next = (next + 1) % Self.maximumKept
  }
}
