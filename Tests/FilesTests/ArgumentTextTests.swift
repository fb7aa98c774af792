import Files
import TestSupport
import Testing

@Suite struct ArgumentTextTests {
  @Test(
    arguments: [
      [], Array("post/a.md".utf8), Array("箱書き".utf8), [0xFF], [0x61, 0xC3], [0xC3, 0x28],
      [0xED, 0xA0, 0x80],
      [0xF4, 0x8F, 0xBE, 0x80], [0xF4, 0x8F, 0xBF, 0xBF, 0xFF],
    ] as [[UInt8]])
  func `a word keeps its bytes`(bytes: [UInt8]) {
    #expect(ArgumentText.bytes(of: ArgumentText.text(of: bytes)) == bytes)
  }

  @Test func `a word keeps random bytes`() {
    var generator = FixedGenerator(state: 1)
    for _ in 0..<2_000 {
      let bytes = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        [0xF4, 0x8F, 0xBE, 0xBF, 0x80, 0x61, UInt8.random(in: 0...255, using: &generator)]
          .randomElement(using: &generator) ?? 0
      }
      #expect(ArgumentText.bytes(of: ArgumentText.text(of: bytes)) == bytes)
    }
  }

  @Test func `a word in UTF-8 stays the same`() {
    #expect(ArgumentText.text(of: Array("post/é.md".utf8)) == "post/é.md")
  }
}
