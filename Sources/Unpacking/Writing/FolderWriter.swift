import Archives
import Entries
import Files
import Posts
import Store
import SystemPackage

/// The treatment of a file that is there already.
package enum Overwriting: String, Sendable, CaseIterable {
  /// It is kept; if its content is another, it is reported.
  case never
  /// It is replaced if its content or mode is another.
  case ifChanged = "if-changed"
  /// It is replaced.
  case always
}

/// Writes into a folder, and never anywhere else.
///
/// Every folder on the way is opened below the one before and never through a symbolic link, so
/// nothing outside is touched, whatever is in the folder or appears there meanwhile. Files are
/// written under a temporary name and then renamed, or in a folder that has a temporary name
/// itself. Folders get their names, modes and times last.
final class FolderWriter {
  let root: FolderDescriptor
  let files: FileWriter
  /// The root and the last of the folders down to the one written to last, each with its path.
  var open: [(path: Path, folder: FolderDescriptor)]
  /// The files and links that this run has written, or found just as they should be. It may replace
  /// them: of several members with one path, the last counts.
  var made: Set<Path> = []
  /// The folders that this run has made or may change, with the modes and times that they get in
  /// the end.
  var folders: [Path: (mode: UInt16?, modified: FileTime?)] = [:]
  var fresh = FreshFolders()
  /// The folders that this run has made for something in them, and that no entry was for.
  var implied: Set<Path> = []
  /// The stamps of the files and links that were examined and are to be replaced; nothing else is
  /// then. Nil if nothing was examined, so that `overwriting` decides.
  private let expected: [Path: FileStatus.Stamp]?

  init(
    _ root: FolderDescriptor, overwriting: Overwriting,
    replacing expected: [Path: FileStatus.Stamp]? = nil
  ) {
    self.root = root
    self.expected = expected
    files = FileWriter(overwriting: overwriting)
    open = [(.root, root)]
  }

  /// Whether this run has written the file at `path`, or found it there just as it should be.
  func holds(_ path: Path) -> Bool { made.contains(path) }

  /// Whether this run has written a file at `path` or at a path above it.
  func isInTheWay(of path: Path) -> Bool {
    for folder in path.withFoldersAbove {
      if made.contains(folder) { return true }
      // Nothing but folders is above a folder of this run.
      if folders[folder] != nil { return false }
    }
    return false
  }

  /// Writes a whole file, or leaves what is there as it was.
  func writeFile<Failure: Error>(
    _ entry: Entry, content: (OpenFile) throws(Failure) -> Void
  ) throws(WriteFailure<Failure>) {
    let parent: FolderDescriptor
    let place: FileWriter.Place
    do throws(Errno) {
      try removeMadeFolder(at: entry.path)
      parent = try folder(at: entry.path.parent)
      place =
        made.contains(entry.path)
        ? .replaceable : self.place(entry.path, in: placeInFolder(at: entry.path.parent))
    } catch {
      throw .system(error)
    }
    try files.write(entry, in: parent, at: place, content: content)
    made.insert(entry.path)
  }

  /// Returns the state of all places in a folder at which this run has written nothing.
  func placeInFolder(at path: Path) -> FileWriter.Place { fresh.holds(path) ? .fresh : .open }

  /// Returns the state of a place at which this run has written nothing.
  ///
  /// - Parameter place: the state of all places in its folder, as `placeInFolder` returns it.
  func place(_ path: Path, in place: FileWriter.Place) -> FileWriter.Place {
    guard place == .open, let expected else { return place }
    return .known(expected[path])
  }

  /// Notes that a file is at `path`, which this writer does not write itself.
  func noteFile(_ path: Path) { made.insert(path) }

  /// Takes back the note about a file that could not be written after all.
  func forgetFile(_ path: Path) { made.remove(path) }

  /// Makes a folder, or takes the one that is there; `finish` sets its mode and time. Under
  /// `Overwriting.never` a folder that was there before keeps its own.
  func makeFolder(_ entry: Entry) throws(Errno) {
    let parent = try folder(at: entry.path.parent)
    if made.contains(entry.path) {
      try parent.remove(Name(entry.path.lastComponent))
      made.remove(entry.path)
    }
    do throws(Errno) {
      try makeFolder(at: entry.path, in: parent, mode: 0o700)
    } catch {
      guard error == .fileExists else { throw error }
      guard try parent.status(fresh.name(of: entry.path)).kind == .folder else { throw error }
      guard files.overwriting != .never || folders[entry.path] != nil else { return }
    }
    implied.remove(entry.path)
    folders[entry.path] = (entry.mode.map { $0 & Self.restoredBits }, entry.modified)
  }

  /// Notes the mode and time that a folder gets in the end.
  func noteFolder(_ path: Path, mode: UInt16?, modified: FileTime?) {
    folders[path] = (mode.map { $0 & Self.restoredBits }, modified)
  }

  /// Makes a symbolic link. Nothing is ever written through it.
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

  /// Makes a hard link to a file that this run holds.
  func makeHardLink(_ entry: Entry, target: Path) throws(Errno) {
    let targetFolder = try existingFolder(at: target.parent)
    let targetName = Name(target.lastComponent)
    let identity = try targetFolder.status(targetName).identity
    try makeLink(
      at: entry.path,
      isThere: { (parent, name) throws(Errno) in
        let status = try parent.status(name)
        if status.identity == identity { return true }
        // Another file with the same bytes is as good only where existing files are always kept.
        guard files.overwriting == .never, expected == nil, status.kind == .file else {
          return false
        }
        return try parent.file(name).hasSameBytes(as: targetFolder.file(targetName))
      },
      make: { (parent, name) throws(Errno) in
        try parent.makeHardLink(name, to: targetName, in: targetFolder)
      })
  }

  /// Makes a link. If something is there that may be replaced, makes the link under a temporary
  /// name and renames it.
  private func makeLink(
    at path: Path, isThere: (FolderDescriptor, Name) throws(Errno) -> Bool,
    make: (FolderDescriptor, Name) throws(Errno) -> Void
  ) throws(Errno) {
    try removeMadeFolder(at: path)
    let parent = try folder(at: path.parent)
    let name = Name(path.lastComponent)
    do throws(Errno) {
      try make(parent, name)
    } catch {
      guard error == .fileExists else { throw error }
      if try !isThere(parent, name) {
        let place =
          made.contains(path) ? .replaceable : self.place(path, in: placeInFolder(at: path.parent))
        let givesWay = try files.mayReplace(name, in: parent, at: place)
        guard givesWay || files.overwriting == .ifChanged else { throw error }
        let temporary = Name.temporary()
        do throws(Errno) {
          try make(parent, temporary)
          try parent.rename(temporary, to: name)
        } catch {
          parent.discard(temporary)
          throw error
        }
      }
    }
    made.insert(path)
  }

  /// The bits of a mode that are restored: the permissions and the sticky bit, but never
  /// set-user-ID or set-group-ID.
  static let restoredBits: UInt16 = 0o1777

  /// Returns the mode that a file or a folder gets. A folder keeps the set-group-ID bit that it has
  /// on the disk, which decides to whom new files in it belong.
  static func mode(_ mode: UInt16, keepingThatOf status: FileStatus) -> UInt16 {
    mode & restoredBits | (status.kind == .folder ? status.mode & 0o2000 : 0)
  }
}
