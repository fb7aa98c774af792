/// The header of one entry of a tar.
package struct Member: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case file
    case folder
    /// A symbolic link, with the bytes of its target.
    case symbolicLink(target: [UInt8])
    /// A hard link to an earlier member, named by that member's path as the archive writes it.
    case hardLink(target: [UInt8])
    /// A device, a FIFO or a socket: blogsh reads and names it, but never creates it.
    case special
  }

  /// The path as the archive writes it: any bytes, not checked and not normalised.
  package var path: [UInt8]
  package var kind: Kind
  /// The lower twelve bits of the mode: permissions, set-id bits and the sticky bit.
  package var mode: UInt16
  /// The time of the last change of the content, in whole seconds since 1970.
  package var modified: Int64
  /// The length of the content in bytes; 0 for everything except files.
  package var size: Int64

  package init(path: [UInt8], kind: Kind, mode: UInt16, modified: Int64, size: Int64) {
    self.path = path
    self.kind = kind
    self.mode = mode
    self.modified = modified
    self.size = size
  }
}
