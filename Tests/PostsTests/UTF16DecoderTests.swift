import Posts
import Testing

struct UTF16DecoderTests {
  /// Texts as units, and what they are in UTF-8.
  static let texts: [(units: [UInt16], text: String)] = [
    (Array("a😀b".utf16), "a😀b"), (Array("😀".utf16), "😀"), ([], ""), ([0x41, 0], "A\0"),
    ([0xD83D], "\u{FFFD}"), ([0xDE00, 0x41], "\u{FFFD}A"), ([0xD83D, 0xD83D, 0xDE00], "\u{FFFD}😀"),
  ]

  @Test(arguments: texts, [true, false])
  func `text that is cut anywhere decodes to the same`(
    text: (units: [UInt16], text: String), isLittle: Bool
  ) {
    let bytes = ([0xFEFF] + text.units).flatMap { unit -> [UInt8] in
      let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return isLittle ? pair : pair.reversed()
    }
    for odd in [[], [0x41 as UInt8]] {
      let bytes = bytes + odd
      for cut in min(4, bytes.count)...bytes.count {
        guard var decoder = UTF16Decoder(bytes.span.extracting(..<cut)) else {
          Issue.record("not taken for UTF-16")
          continue
        }
        var decoded = decoder.decode(bytes.span.extracting(..<cut))
        decoded += decoder.decode(bytes.span.extracting(cut...), isLast: true)
        #expect(String(decoding: decoded, as: UTF8.self) == "\u{FEFF}" + text.text)
        #expect(decoded == bytes.decodedFromUTF16)
      }
    }
  }

  @Test(arguments: [[], [0xFE], [0xFF, 0xFE, 0, 0], [0xEF, 0xBB, 0xBF, 0x41]] as [[UInt8]])
  func `what has no byte-order mark of UTF-16 is not decoded`(bytes: [UInt8]) {
    let isDecoded = UTF16Decoder(bytes.span) != nil
    #expect(!isDecoded)
    #expect(bytes.decodedFromUTF16 == nil)
  }
}
