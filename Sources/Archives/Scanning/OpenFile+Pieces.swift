package import Entries
package import Files
package import SystemPackage

extension OpenFile {
  /// Writes a piece of a content at the end of the file, a hole as a hole.
  ///
  /// - Parameter length: the length of the file in bytes, which grows by that of the piece.
  package func append(_ piece: Piece, at length: inout Int64) throws(Errno) {
    if case .bytes(let bytes) = piece { unsafe try write(bytes, at: length) }
    length += piece.count
    if case .hole = piece { try setLength(length) }
  }
}

extension FileContent {
  /// Fills the buffer as far as the content goes, and returns that as a piece; nil at the end.
  package mutating func nextPiece(into buffer: ReadBuffer) throws(Errno) -> Piece? {
    unsafe try next(into: buffer).map { unsafe .bytes($0) }
  }
}
