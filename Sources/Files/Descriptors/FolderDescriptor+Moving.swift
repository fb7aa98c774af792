import Glibc
package import SystemPackage

extension FolderDescriptor {
  /// renameat(2), into another folder: replaces what has the new name.
  package func move(_ name: Name, to new: Name, in folder: FolderDescriptor) throws(Errno) {
    _ = try valueOrErrno(
      unsafe name.withCString { name in
        unsafe new.withCString { unsafe renameat(rawValue, name, folder.rawValue, $0) }
      })
  }

  /// unlinkat(2), of an empty folder.
  package func removeFolder(_ name: Name) throws(Errno) {
    _ = try valueOrErrno(unsafe name.withCString { unsafe unlinkat(rawValue, $0, AT_REMOVEDIR) })
  }

  /// Removes a folder with all that is in it, whatever its mode, through no link.
  package func removeWhole(_ name: Name) throws(Errno) {
    try setMode(name, 0o700)
    let folder = try folder(name)
    for (child, isFolder) in try folder.names() {
      if isFolder { try folder.removeWhole(Name(child)) } else { try folder.remove(Name(child)) }
    }
    try removeFolder(name)
  }
}
