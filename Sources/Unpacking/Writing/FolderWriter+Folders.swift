import Archives
import Entries
import Files
import Posts
import Store
import SystemPackage

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
  func makeFolder(at path: Path, in parent: FolderDescriptor, mode: UInt32) throws(Errno) {
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
        do throws(Errno) {
          try root.folder(at: path.parent).removeWhole(name)
        } catch {
          FolderJournal.noteLeftover()
        }
      }
    }
    // Their content may be in other folders now.
    open = [(.root, root)]
    setFolders(failed: failed) { !placed.holds($0) }
  }

  /// Makes `finish` remove the folders of this run that are empty, although the archive has them.
  func forgetEmptyFolders() { implied.formUnion(folders.keys.filter(fresh.holds)) }

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

  private func set(_ mode: UInt16?, _ modified: FileTime?, at path: Path) throws(Errno) {
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
      new.discard(temporary)
      throw error
    }
  }
}
