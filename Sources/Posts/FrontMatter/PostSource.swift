/// The bytes of a post, split into front matter and body.
///
/// A byte-order mark and empty lines may precede a front matter. A block that is opened and never
/// closed is not a front matter. Nor is the text between two `---`, unless it is a mapping with a
/// key of one word, or broken but begins like one: so a text that begins with a thematic break
/// loses
/// nothing.
package struct PostSource: Sendable {
  /// The whole post, in UTF-8 if it is UTF-16.
  package let bytes: [UInt8]

  /// The parsed front matter; nil if the post has none.
  package let frontMatter: FrontMatter?

  /// The index at which the body begins in `bytes`, from 0 to `bytes.count`: after the line that
  /// closes the front matter, else after the byte-order mark.
  package let bodyStart: Int

  /// The range of the front matter's fields in `bytes`, without the lines that open and close it;
  /// nil if the post has none.
  package let fieldRange: Range<Int>?

  /// The body, without front matter and byte-order mark.
  package var body: ArraySlice<UInt8> { bytes[bodyStart...] }

  /// The line of the post on which the body begins, from 1.
  package var bodyLine: Int { 1 + bytes[..<bodyStart].count { $0 == .newline } }

  /// Splits a post and parses its front matter.
  package init(_ bytes: [UInt8]) {
    let bytes = bytes.decodedFromUTF16 ?? bytes
    self.bytes = bytes
    let start = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    if let block = Block(headOf: bytes, from: start), let frontMatter = block.frontMatter(bytes) {
      self.frontMatter = frontMatter
      fieldRange = block.content
      bodyStart = block.end
    } else {
      frontMatter = nil
      fieldRange = nil
      bodyStart = start
    }
  }

  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
