/// Splits the bytes of a post into front matter and body.
///
/// A byte-order mark and empty lines may stand before a front matter. A block that is opened and
/// never closed is none, and what lies between two `---` is none either unless it is a mapping,
/// or broken but begun like one: so a text that begins with a thematic break loses nothing.
package struct PostSource: Sendable {
  /// Holds the whole post.
  package let bytes: [UInt8]

  /// Holds the front matter, parsed; nil where the post has none.
  package let frontMatter: FrontMatter?

  /// Tells where the body begins in `bytes`: after the line that closes the front matter, else
  /// after the byte-order mark. From 0 to `bytes.count`.
  package let bodyStart: Int

  /// Gives the body, without front matter and byte-order mark.
  package var body: ArraySlice<UInt8> { bytes[bodyStart...] }

  /// Counts the line of the post on which the body begins, from 1.
  package var bodyLine: Int { 1 + bytes[..<bodyStart].count { $0 == .newline } }

  /// Splits a post, and parses its front matter.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let start = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    if let block = Block(headOf: bytes, from: start), let frontMatter = block.frontMatter(bytes) {
      self.frontMatter = frontMatter
      bodyStart = block.end
    } else {
      frontMatter = nil
      bodyStart = start
    }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
