/// The header of one entry of a tar.
package struct Member: Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    case file
    case folder
    /// A symbolic link and the bytes that it holds.
    case symbolicLink(target: [UInt8])
    /// Another name of an earlier member, by that member's path as the archive writes it.
    case hardLink(target: [UInt8])
    /// A device, a FIFO or a socket: read and named, never made.
    case special
  }

  /// The path as the archive writes it: any bytes, neither checked nor normalised.
  package var path: [UInt8]
  package var kind: Kind
  /// The lower twelve bits of the mode: permissions, set-id bits and the sticky bit.
  package var mode: UInt16
  /// When the content last changed, in whole seconds since 1970.
  package var modified: Int64
  /// The content's length in bytes; 0 for all but files.
  package var size: Int64

  package init(path: [UInt8], kind: Kind, mode: UInt16, modified: Int64, size: Int64) {
    self.path = path
    self.kind = kind
    self.mode = mode
    self.modified = modified
    self.size = size
  }
}
