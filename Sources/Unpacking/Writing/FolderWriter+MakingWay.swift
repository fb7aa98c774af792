import Files
import Posts
import SystemPackage

extension FolderWriter {
  /// Whether this run has made a folder at `path`, where nobody else knows of it yet.
  func hasMadeFolder(at path: Path) -> Bool { folders[path] != nil && fresh.holds(path) }

  /// Removes the folder that this run has made at `path`, with everything in it, since a file or a
  /// link takes its place.
  func removeMadeFolder(at path: Path) throws(Errno) {
    guard hasMadeFolder(at: path) else { return }
    open.removeAll { path.contains($0.path) }
    try remove(fresh.name(of: path), at: path, in: try existingFolder(at: path.parent))
    fresh.remove(path)
  }

  private func remove(_ name: Name, at path: Path, in parent: FolderDescriptor) throws(Errno) {
    try parent.setMode(name, 0o700)
    let folder = try parent.folder(name)
    for (child, isFolder) in try folder.names() {
      let below = path.appending(component: child)
      if isFolder {
        try remove(Name(child), at: below, in: folder)
      } else {
        try folder.remove(Name(child))
        made.remove(below)
      }
    }
    try parent.removeFolder(name)
    folders[path] = nil
  }

  /// Removes a file that this run has written at `path`, since a folder takes its place; returns
  /// false if there is none. A link stays: nothing is written through it.
  func removeMadeFile(at path: Path, in parent: FolderDescriptor) throws(Errno) -> Bool {
    let name = Name(path.lastComponent)
    guard made.contains(path), try parent.status(name).kind == .file else { return false }
    try parent.remove(name)
    made.remove(path)
    return true
  }
}
