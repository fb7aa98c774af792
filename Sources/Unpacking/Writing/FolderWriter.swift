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
  private let root: FolderDescriptor
  let files: FileWriter
  /// The root and the last of the folders down to the one written to last, each with its path.
  var open: [(path: Path, folder: FolderDescriptor)]
  /// The files and links that this run has written, or found just as they should be. It may replace
  /// them: of several members with one path, the last counts.
  var made: Set<Path> = []
  /// The folders that this run has made or may change, with the modes and times that they get in
  /// the end.
  var folders: [Path: (mode: UInt16?, modified: Int64?)] = [:]
  var fresh = FreshFolders()
  /// The folders that this run has made for something in them, and that no entry was for.
  private var implied: Set<Path> = []
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
  func noteFolder(_ path: Path, mode: UInt16?, modified: Int64?) {
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
          try? parent.remove(temporary)
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

// MARK: - Folders

extension FolderWriter {
  /// Returns the folder at `path`, and makes it if it is missing. Folders above it stay open.
  func folder(at path: Path) throws(Errno) -> FolderDescriptor {
    while let last = open.last, !last.path.contains(path) { open.removeLast() }
    var (reached, folder) = open.last ?? (.root, root)
    for component in path.components.dropFirst(reached.components.count) {
      let parent = folder
      reached = reached.appending(component: component)
      do throws(Errno) {
        folder = try parent.folder(fresh.name(of: reached))
      } catch {
        if error != .noSuchFileOrDirectory {
          guard try removeMadeFile(at: reached, in: parent) else { throw error }
        }
        try makeFolder(at: reached, in: parent, mode: 0o777)
        folder = try parent.folder(fresh.name(of: reached))
        // The entry of the folder may come after those of its content.
        folders[reached] = (nil, nil)
        implied.insert(reached)
      }
      keepOpen(folder, at: reached)
    }
    return folder
  }

  /// Keeps the last folders open; a process may have fewer descriptors than a path has components.
  private func keepOpen(_ folder: FolderDescriptor, at path: Path) {
    open.append((path, folder))
    if open.count > Self.maximumOpen { open.remove(at: 1) }
  }

  private static let maximumOpen = 128

  /// Makes a folder: under its own name if it is below a fresh folder, else as a fresh folder.
  private func makeFolder(at path: Path, in parent: FolderDescriptor, mode: UInt32) throws(Errno) {
    let name = Name(path.lastComponent)
    if fresh.holds(path.parent) { return try parent.makeFolder(name, mode: mode) }
    if fresh.contains(path) { throw .fileExists }
    do throws(Errno) {
      _ = try parent.status(name)
      throw Errno.fileExists
    } catch {
      guard error == .noSuchFileOrDirectory else { throw error }
    }
    let temporary = fresh.add(path)
    do throws(Errno) {
      try parent.makeFolder(temporary, mode: mode)
    } catch {
      fresh.remove(path)
      throw error
    }
  }

  /// Opens the folder at `path`, also while it or a folder above it has a temporary name.
  func existingFolder(at path: Path) throws(Errno) -> FolderDescriptor {
    while let last = open.last, !last.path.contains(path) { open.removeLast() }
    var (reached, folder) = open.last ?? (.root, root)
    for component in path.components.dropFirst(reached.components.count) {
      reached = reached.appending(component: component)
      folder = try folder.folder(fresh.name(of: reached))
      keepOpen(folder, at: reached)
    }
    return folder
  }

  /// Gives the folders their modes and times, and fresh folders their names.
  ///
  /// The deepest folder comes first, since each write changes the time of the folder above. Fresh
  /// folders get their modes and times before their names, so that nobody finds one that is not as
  /// it should be.
  ///
  /// - Parameter failed: called with each file or folder that is not as it should be, and the
  ///   error.
  func finish(failed: (Path, Errno) -> Void) {
    removeEmptyFolders()
    setFolders(failed: failed) { fresh.holds($0) }
    var placed = FolderSet()
    for (path, name) in fresh.names.sorted(by: { $0.key < $1.key }) {
      fresh.remove(path)
      do throws(Errno) {
        if try publish(name, as: path, failed: failed) { placed.insert(path) }
      } catch {
        failed(path, error)
        placed.insert(path)
        // The folder has no name that anybody knows, so it is removed.
        try? root.folder(at: path.parent).removeWhole(name)
      }
    }
    // Their content may be in other folders now.
    open = [(.root, root)]
    setFolders(failed: failed) { !placed.holds($0) }
  }

  /// Removes the folders that were made only for something in them that could not be written.
  private func removeEmptyFolders() {
    for path in implied.sorted(by: >) {
      guard let parent = try? existingFolder(at: path.parent),
        (try? parent.removeFolder(fresh.name(of: path))) != nil
      else { continue }
      folders[path] = nil
      fresh.remove(path)
    }
  }

  private func setFolders(failed: (Path, Errno) -> Void, where isMeant: (Path) -> Bool) {
    let told = folders.filter { path, wanted in
      (wanted.mode != nil || wanted.modified != nil) && isMeant(path)
    }
    for (path, wanted) in told.sorted(by: { $0.key > $1.key }) {
      do throws(Errno) {
        try set(wanted.mode, wanted.modified, at: path)
      } catch {
        failed(path, error)
      }
    }
  }

  private func set(_ mode: UInt16?, _ modified: Int64?, at path: Path) throws(Errno) {
    let folder: FolderDescriptor
    do throws(Errno) {
      folder = try existingFolder(at: path)
    } catch .permissionDenied {
      // A folder that must not be read is changed by its name.
      let (parent, name) = (try existingFolder(at: path.parent), fresh.name(of: path))
      if let mode { try parent.setMode(name, Self.mode(mode, keepingThatOf: parent.status(name))) }
      if let modified { try parent.setModified(name, modified) }
      return
    }
    if let modified { try folder.setModified(modified) }
    if let mode { try folder.setMode(Self.mode(mode, keepingThatOf: folder.status())) }
  }

  /// Gives a fresh folder its name. If something has appeared at that name meanwhile, moves the
  /// content of the fresh folder there.
  ///
  /// - Returns: whether the fresh folder itself got the name.
  private func publish(
    _ name: Name, as path: Path, failed: (Path, Errno) -> Void
  ) throws(Errno) -> Bool {
    let parent = try root.folder(at: path.parent)
    do throws(Errno) {
      try parent.renameWithoutReplacing(name, to: Name(path.lastComponent))
      return true
    } catch {
      // Without such a rename, the system tries a hard link, which folders cannot have.
      guard error == .fileExists || error == .notPermitted || error == .isDirectory else {
        throw error
      }
    }
    try bring(name, from: parent, to: path, in: parent, failed: failed)
    return false
  }

  /// Moves the content of a fresh folder into the folder at its final name.
  private func bring(
    _ name: Name, from source: FolderDescriptor, to path: Path, in parent: FolderDescriptor,
    failed: (Path, Errno) -> Void
  ) throws(Errno) {
    let own = Name(path.lastComponent)
    do throws(Errno) {
      try parent.makeFolder(own, mode: 0o777)
    } catch {
      guard error == .fileExists else { throw error }
      guard try parent.status(own).kind == .folder else {
        folders = folders.filter { !path.contains($0.key) }
        try source.removeWhole(name)
        throw error
      }
      // The folder belongs to somebody else, so its mode and time stay.
      if files.overwriting == .never { folders[path] = nil }
    }
    // The folder may already have a mode that does not let its content be moved.
    try source.setMode(name, 0o700)
    let (old, new) = (try source.folder(name), try parent.folder(own))
    for (child, isFolder) in try old.names() {
      let path = path.appending(component: child)
      do throws(Errno) {
        if isFolder {
          try bring(Name(child), from: old, to: path, in: new, failed: failed)
        } else {
          try bringFile(Name(child), from: old, to: new)
        }
      } catch {
        failed(path, error)
      }
    }
    try source.removeFolder(name)
  }

  /// Moves a file or a link, by the rules for one that is written only now.
  private func bringFile(
    _ name: Name, from old: FolderDescriptor, to new: FolderDescriptor
  ) throws(Errno) {
    let status = try old.status(name)
    let temporary = Name.temporary()
    try old.move(name, to: temporary, in: new)
    do throws(Errno) {
      if status.kind == .file {
        try files.put(
          temporary, try new.file(temporary), as: name, mode: status.mode, in: new, at: .open)
      } else if files.overwriting == .never {
        try new.renameWithoutReplacing(temporary, to: name)
      } else {
        try new.rename(temporary, to: name)
      }
    } catch {
      try? new.remove(temporary)
      throw error
    }
  }
}
