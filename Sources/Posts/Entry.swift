/// One thing in a collection: a post, an asset, a folder or a link.
package struct Entry: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case file
    case folder
    /// A symbolic link and the bytes that it holds.
    case symbolicLink(target: [UInt8])
    /// Another name of a file that comes earlier.
    case hardLink(target: Path)
    /// A device, a FIFO or a socket.
    case special
  }

  package var path: Path
  package var kind: Kind
  /// The lower twelve bits of the mode; nil for a folder that only the paths below it tell of.
  package var mode: UInt16?
  /// When the content last changed, in whole seconds since 1970; nil where nothing tells.
  package var modified: Int64?
  /// The content's length in bytes; 0 for all but files.
  package var size: Int64

  package init(path: Path, kind: Kind, mode: UInt16?, modified: Int64?, size: Int64) {
    self.path = path
    self.kind = kind
    self.mode = mode
    self.modified = modified
    self.size = size
  }

  /// A folder that has no entry of its own.
  package static func impliedFolder(_ path: Path) -> Entry {
    Entry(path: path, kind: .folder, mode: nil, modified: nil, size: 0)
  }

  package var isFolder: Bool { kind == .folder }

  /// Whether it is a file, under whichever of its names.
  package var hasContent: Bool {
    switch kind {
    case .file, .hardLink: true
    case .folder, .symbolicLink, .special: false
    }
  }

  /// Whether it is a Markdown file, under whichever kind of name.
  package var isPost: Bool { kind != .folder && path.isPost }
}
