import ArchiveFormat
package import Entries

extension Digest {
  /// Computes the digest of everything read until `nextPiece` returns nil, with holes as NUL bytes.
  package init<Failure: Error>(of nextPiece: () throws(Failure) -> Piece?) throws(Failure) {
    var hashing = Hashing()
    while let piece = try nextPiece() {
      unsafe piece.forEachRun { unsafe hashing.update($0.bytes) }
    }
    self = hashing.finish()
  }
}
