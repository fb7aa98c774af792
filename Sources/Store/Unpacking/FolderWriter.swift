import Posts
import SystemPackage

/// What happens to a file that is there already.
package enum Overwriting: String, Sendable, CaseIterable {
  /// It is left alone; one with other content is named.
  case never
  /// It is replaced if its content or mode is another.
  case ifChanged = "if-changed"
  /// It is replaced.
  case always
}

/// The one writer into a folder, which never writes anywhere else.
///
/// Every folder on the way is opened below the one before and never through a link, so whatever
/// stands in the folder, or comes to stand in it meanwhile, nothing outside is touched. Files are
/// written under a temporary name and renamed. Folders get their modes and times last.
final class FolderWriter {
  private let root: FolderDescriptor
  let files: FileWriter
  /// The open folders from the root down to the one written last, each with its path.
  private var open: [(path: Path, folder: FolderDescriptor)]
  /// What this run has made, and so may replace: an archive's later member of a path counts.
  private var made: Set<Path> = []
  /// The folders that this run made, or may change, and what they are to be in the end.
  private var folders: [Path: (mode: UInt16?, modified: Int64?)] = [:]

  init(_ root: FolderDescriptor, overwriting: Overwriting) {
    self.root = root
    files = FileWriter(overwriting: overwriting)
    open = [(.root, root)]
  }

  /// Whether this run has written the file at `path`, or found it there just as it should be.
  func holds(_ path: Path) -> Bool { made.contains(path) }

  /// Writes a file whole, or leaves what is there as it was.
  func writeFile<Failure: Error>(
    _ entry: Entry, content: (OpenFile) throws(Failure) -> Void
  ) throws(WriteFailure<Failure>) {
    let parent: FolderDescriptor
    do throws(Errno) { parent = try folder(at: entry.path.parent) } catch { throw .system(error) }
    try files.write(
      entry, in: parent, mayReplace: made.contains(entry.path), content: content)
    made.insert(entry.path)
  }

  /// Takes note of a file that is written by somebody else in `folder(at:)`.
  func noteFile(_ path: Path) { made.insert(path) }

  /// Takes back the note of a file that could not be written after all.
  func forgetFile(_ path: Path) { made.remove(path) }

  /// Makes a folder, or takes the one that is there; its mode and time come with `finish`.
  func makeFolder(_ entry: Entry) throws(Errno) {
    let parent = try folder(at: entry.path.parent)
    let name = Name(entry.path.lastComponent)
    do throws(Errno) {
      try parent.makeFolder(name, mode: 0o700)
    } catch {
      guard error == .fileExists else { throw error }
      guard try parent.status(name).kind == .folder else { throw error }
      guard files.overwriting != .never || folders[entry.path] != nil else { return }
    }
    folders[entry.path] = (entry.mode.map { $0 & Self.restoredBits }, entry.modified)
  }

  /// Makes a symbolic link, which nothing here is ever written through.
  func makeSymbolicLink(_ entry: Entry, target: [UInt8]) throws(Errno) {
    try makeLink(
      at: entry.path,
      isThere: { (parent, name) throws(Errno) in
        guard try parent.status(name).kind == .symbolicLink else { return false }
        return try parent.linkTarget(name) == target
      },
      make: { (parent, name) throws(Errno) in
        try parent.makeSymbolicLink(name, target: target)
        if let modified = entry.modified { try parent.setModified(name, modified) }
      })
  }

  /// Makes a further name of a file that this run holds.
  func makeHardLink(_ entry: Entry, target: Path) throws(Errno) {
    let targetFolder = try root.folder(at: target.parent)
    let targetName = Name(target.lastComponent)
    let identity = try targetFolder.status(targetName).identity
    try makeLink(
      at: entry.path,
      isThere: { (parent, name) throws(Errno) in
        let status = try parent.status(name)
        if status.identity == identity { return true }
        // Only what is left alone in any case may be another file that has the same bytes.
        guard files.overwriting == .never, status.kind == .file else { return false }
        return try parent.file(name).hasSameBytes(as: targetFolder.file(targetName))
      },
      make: { (parent, name) throws(Errno) in
        try parent.makeHardLink(name, to: targetName, in: targetFolder)
      })
  }

  /// Makes a link, or replaces what is there if it may, by a temporary name.
  private func makeLink(
    at path: Path, isThere: (FolderDescriptor, Name) throws(Errno) -> Bool,
    make: (FolderDescriptor, Name) throws(Errno) -> Void
  ) throws(Errno) {
    let parent = try folder(at: path.parent)
    let name = Name(path.lastComponent)
    do throws(Errno) {
      try make(parent, name)
    } catch {
      guard error == .fileExists else { throw error }
      if try !isThere(parent, name) {
        guard files.overwriting != .never || made.contains(path) else { throw error }
        let temporary = Name.temporary()
        try make(parent, temporary)
        do throws(Errno) {
          try parent.rename(temporary, to: name)
        } catch {
          try? parent.remove(temporary)
          throw error
        }
      }
    }
    made.insert(path)
  }

  /// Gives the folders their modes and times, the deepest first, since each write changes them.
  ///
  /// - Parameter failed: told of each folder that could not be given them.
  func finish(failed: (Path, Errno) -> Void) {
    let told = folders.filter { $0.value.mode != nil || $0.value.modified != nil }
    for (path, wanted) in told.sorted(by: { $0.key > $1.key }) {
      do throws(Errno) {
        let folder = try root.folder(at: path)
        if let modified = wanted.modified { try folder.setModified(modified) }
        if let mode = wanted.mode { try folder.setMode(mode) }
      } catch {
        failed(path, error)
      }
    }
  }

  /// The folder at `path`, made where it is missing; those on the way to the last are still open.
  func folder(at path: Path) throws(Errno) -> FolderDescriptor {
    while let last = open.last, !last.path.contains(path) { open.removeLast() }
    var (reached, folder) = open.last ?? (.root, root)
    for component in path.components.dropFirst(reached.components.count) {
      reached = reached.appending(component: component)
      let name = Name(component)
      do throws(Errno) {
        folder = try folder.folder(name)
      } catch {
        guard error == .noSuchFileOrDirectory else { throw error }
        try folder.makeFolder(name, mode: 0o777)
        folder = try folder.folder(name)
        // Its own entry may come behind what is in it.
        folders[reached] = (nil, nil)
      }
      open.append((reached, folder))
    }
    return folder
  }

  /// Permissions and the sticky bit; never set-user-ID or set-group-ID.
  static let restoredBits: UInt16 = 0o1777
}
