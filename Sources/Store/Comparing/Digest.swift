import Crypto

/// The SHA-256 of a content (FIPS 180-4).
package struct Digest: Hashable, Sendable {
  // Words rather than an array, so that a digest in a table costs its 32 bytes and no more.
  private let words: InlineArray<4, UInt64>

  /// Digests what is read until `nextPiece` gives nil, holes as zeros.
  init(of nextPiece: () throws(StoreError) -> Piece?) throws(StoreError) {
    var hash = SHA256()
    while let piece = try nextPiece() {
      unsafe piece.forEachRun { unsafe hash.update(bufferPointer: $0) }
    }
    var words = InlineArray<4, UInt64>(repeating: 0)
    for (index, byte) in hash.finalize().enumerated() {
      words[index / 8] = words[index / 8] << 8 | UInt64(byte)
    }
    self.words = words
  }

  package static func == (left: Digest, right: Digest) -> Bool {
    (0..<4).allSatisfy { left.words[$0] == right.words[$0] }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words[0])
  }
}
