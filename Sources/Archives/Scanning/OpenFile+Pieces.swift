package import Entries
package import Files
package import SystemPackage

extension OpenFile {
  /// Writes a piece of a content, a hole as a hole.
  ///
  /// - Parameter length: how long the file is, before and then after.
  package func append(_ piece: Piece, at length: inout Int64) throws(Errno) {
    if case .bytes(let bytes) = piece { unsafe try write(bytes, at: length) }
    length += piece.count
    if case .hole = piece { try setLength(length) }
  }
}

extension FileContent {
  /// Fills the buffer as far as the content goes, as a piece; nil at its end.
  package mutating func nextPiece(into buffer: ReadBuffer) throws(Errno) -> Piece? {
    unsafe try next(into: buffer).map { unsafe .bytes($0) }
  }
}
