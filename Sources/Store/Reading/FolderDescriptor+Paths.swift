import Archives
package import Files
package import Posts
package import SystemPackage

extension FolderDescriptor {
  /// Opens the folder at `path` below this one, and follows no link.
  ///
  /// - Throws: `Errno.notDirectory` if a component of the path is a link or a file.
  package func folder(at path: Path) throws(Errno) -> FolderDescriptor {
    var folder = self
    for component in path.components { folder = try folder.folder(Name(component)) }
    return folder
  }

  /// Returns the entry at `path` below this folder, and the folder that holds it.
  package func entry(at path: Path) throws(Errno) -> (parent: FolderDescriptor, entry: Entry) {
    let parent = try folder(at: path.parent)
    return (parent, try parent.entry(Name(path.lastComponent), at: path))
  }

  /// Returns the entry of the file `name` in this folder, with `path` as its path.
  package func entry(_ name: Name, at path: Path) throws(Errno) -> Entry {
    let status = try status(name)
    return Entry(
      status, at: path, linkTarget: status.kind == .symbolicLink ? try linkTarget(name) : [])
  }
}

extension Entry {
  package init(_ status: FileStatus, at path: Path, linkTarget: [UInt8]) {
    let kind: Kind =
      switch status.kind {
      case .file: .file
      case .folder: .folder
      case .symbolicLink: .symbolicLink(target: linkTarget)
      case .special: .special
      }
    self.init(
      path: path, kind: kind, mode: status.mode, modified: status.time,
      size: status.kind == .file ? status.size : 0)
  }
}
