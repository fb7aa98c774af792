import Glibc
package import SystemPackage

extension FolderDescriptor {
  /// Moves a name into another folder, replacing whatever has the new name there (renameat(2)).
  package func move(_ name: Name, to new: Name, in folder: FolderDescriptor) throws(Errno) {
    _ = try valueOrErrno(
      unsafe name.withCString { name in
        unsafe new.withCString { unsafe renameat(rawValue, name, folder.rawValue, $0) }
      })
  }

  /// Removes a file with a temporary name that a journal covers. If that fails, the journal stays.
  package func discard(_ temporary: Name) {
    do throws(Errno) {
      try remove(temporary)
    } catch {
      if error != .noSuchFileOrDirectory { FolderJournal.noteLeftover() }
    }
  }

  /// Removes an empty folder (unlinkat(2)).
  package func removeFolder(_ name: Name) throws(Errno) {
    _ = try valueOrErrno(unsafe name.withCString { unsafe unlinkat(rawValue, $0, AT_REMOVEDIR) })
  }

  /// Removes a folder with everything in it, whatever its mode, and follows no link.
  package func removeWhole(_ name: Name) throws(Errno) {
    try setMode(name, 0o700)
    let folder = try folder(name)
    for (child, isFolder) in try folder.names() {
      if isFolder { try folder.removeWhole(Name(child)) } else { try folder.remove(Name(child)) }
    }
    try removeFolder(name)
  }
}
