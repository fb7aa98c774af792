import ArchiveFormat
package import Entries

extension Digest {
  /// Digests what is read until `nextPiece` gives nil, holes as zeros.
  package init<Failure: Error>(of nextPiece: () throws(Failure) -> Piece?) throws(Failure) {
    var hashing = Hashing()
    while let piece = try nextPiece() {
      unsafe piece.forEachRun { unsafe hashing.update($0.bytes) }
    }
    self = hashing.finish()
  }
}
