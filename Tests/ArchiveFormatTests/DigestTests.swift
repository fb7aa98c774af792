import ArchiveFormat
import Testing

@Suite struct DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func `a digest equals the one in FIPS 180-4`(text: String, expected: String) {
    let digest = digest(of: Array(text.utf8))
    #expect(digest.hexadecimal == expected)
    #expect(digest.bytes.count == 32)
    #expect(Digest(digest.bytes.span.bytes) == digest)
  }

  @Test func `hashing pieces gives the digest of the whole`() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var hashing = Digest.Hashing()
    for start in stride(from: 0, to: 1000, by: 90) {
      hashing.update(bytes[start..<min(start + 90, 1000)].span.bytes)
    }
    #expect(hashing.finish() == digest(of: bytes))
    #expect(Digest.Hashing().finish() == digest(of: []))
  }

  @Test(arguments: [0, 31, 33]) func `a digest is made from exactly 32 bytes only`(count: Int) {
    #expect(Digest([UInt8](repeating: 0, count: count).span.bytes) == nil)
  }
}
