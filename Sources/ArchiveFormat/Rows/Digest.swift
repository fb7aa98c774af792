import Crypto

/// Holds the SHA-256 of a content (FIPS 180-4).
package struct Digest: Hashable, Sendable {
  // Words rather than an array, so that a digest in a table costs its 32 bytes and no more.
  private let words: InlineArray<4, UInt64>

  /// Takes the 32 bytes of a digest; nil for any other number of bytes.
  package init?(_ bytes: RawSpan) {
    guard bytes.byteCount == IndexedArchive.digestLength else { return nil }
    words = InlineArray { bytes.littleEndian(at: $0 * 8, as: UInt64.self) }
  }

  /// Digests bytes that lie in memory as a whole.
  package init(of bytes: RawSpan) {
    var hashing = Hashing()
    hashing.update(bytes)
    self = hashing.finish()
  }

  fileprivate init(_ digest: SHA256.Digest) {
    words = unsafe digest.withUnsafeBytes { bytes in
      InlineArray { index in
        unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
      }
    }
  }

  /// Lists the 32 bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(IndexedArchive.digestLength)
    append(to: &bytes)
    return bytes
  }

  /// Writes the digest as 64 digits, letters in lower case, as `sha256sum` does.
  package var hexadecimal: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xF)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the 32 bytes.
  func append(to bytes: inout [UInt8]) {
    for index in 0..<4 { bytes.append(littleEndian: words[index]) }
  }

  package static func == (left: Digest, right: Digest) -> Bool {
    left.words[0] == right.words[0] && left.words[1] == right.words[1]
      && left.words[2] == right.words[2] && left.words[3] == right.words[3]
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words[0])
  }
}

extension Digest {
  /// Digests a content that comes piece by piece.
  package struct Hashing: Sendable {
    private var hash = SHA256()

    package init() {}

    /// Adds the next bytes.
    package mutating func update(_ bytes: RawSpan) {
      unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    }

    /// Gives the digest of all bytes so far; more may follow.
    package func finish() -> Digest { Digest(hash.finalize()) }
  }
}
