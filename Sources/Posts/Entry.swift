/// One thing in a collection: a post, an asset, a folder or a link.
package struct Entry: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case file
    case folder
    /// A symbolic link and the bytes of its target.
    case symbolicLink(target: [UInt8])
    /// A hard link to a file that comes earlier.
    case hardLink(target: Path)
    /// A device, a FIFO or a socket.
    case special
  }

  package var path: Path
  package var kind: Kind
  /// The lower twelve bits of the mode; nil for a folder that is only implied by the paths below
  /// it.
  package var mode: UInt16?
  /// The time of the content's last change; nil if it is unknown.
  package var modified: FileTime?
  /// The content's length in bytes; 0 for everything but files.
  package var size: Int64

  package init(path: Path, kind: Kind, mode: UInt16?, modified: FileTime?, size: Int64) {
    self.path = path
    self.kind = kind
    self.mode = mode
    self.modified = modified
    self.size = size
  }

  /// Returns a folder that has no entry of its own and is only implied by the paths below it.
  package static func impliedFolder(_ path: Path) -> Entry {
    Entry(path: path, kind: .folder, mode: nil, modified: nil, size: 0)
  }

  package var isFolder: Bool { kind == .folder }

  /// Whether this is a file or a hard link to one.
  package var hasContent: Bool {
    switch kind {
    case .file, .hardLink: true
    case .folder, .symbolicLink, .special: false
    }
  }

  /// Whether this is another name of a file, or leads to one.
  package var isLink: Bool {
    switch kind {
    case .hardLink, .symbolicLink: true
    case .file, .folder, .special: false
    }
  }

  /// Whether this has the name of a post and is not a folder. Links count too.
  package var isPost: Bool { kind != .folder && path.isPost }
}
