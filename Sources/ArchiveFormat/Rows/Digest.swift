import Crypto

/// The SHA-256 of a content (FIPS 180-4).
package struct Digest: Hashable, Sendable {
  // Words instead of an array, so that a digest in a table takes exactly 32 bytes.
  private let words: InlineArray<4, UInt64>

  /// Creates a digest from its 32 bytes; nil for any other number of bytes.
  package init?(_ bytes: RawSpan) {
    guard bytes.byteCount == IndexedArchive.digestLength else { return nil }
    words = InlineArray { bytes.littleEndian(at: $0 * 8, as: UInt64.self) }
  }

  /// Computes the digest of bytes in memory.
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

  /// The 32 bytes.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(IndexedArchive.digestLength)
    append(to: &bytes)
    return bytes
  }

  /// The digest as 64 hexadecimal digits in lower case, as `sha256sum` prints it.
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
  /// Computes the digest of a content that arrives in pieces.
  package struct Hashing: Sendable {
    private var hash = SHA256()

    package init() {}

    /// Adds the next bytes.
    package mutating func update(_ bytes: RawSpan) {
      unsafe bytes.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
    }

    /// Returns the digest of all bytes so far; more may follow.
    package func finish() -> Digest { Digest(hash.finalize()) }
  }
}
