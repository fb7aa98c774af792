package import Posts

/// The form of a file's text, which decides how it is shown.
package enum PostForm: Equatable {
  case markdown
  case html
  case text
  /// Not text; the value names the sort of file, judging by its first bytes.
  case binary(String)

  /// Judges a file by its name and its content.
  package init(path: Path, content: [UInt8]) {
    if path.isPost {
      self = .markdown
    } else if let sort = Self.sort(of: content) {
      self = .binary(sort)
    } else if ["html", "htm", "xhtml"].contains(path.fileExtension) {
      self = .html
    } else {
      self = .text
    }
  }

  /// Returns the sort of binary file that a content is; nil for text.
  private static func sort(of content: [UInt8]) -> String? {
    if let known = signatures.first(where: { content.starts(with: $0.bytes) }) { return known.sort }
    // As grep and git do: text has no NUL byte near its beginning.
    return content.prefix(8192).contains(0) ? "binary data" : nil
  }

  /// The first bytes of the formats that are often found next to posts (IANA media types).
  private static let signatures: [(bytes: [UInt8], sort: String)] = [
    ([0x89] + Array("PNG\r\n\u{1A}\n".utf8), "PNG image"),
    ([0xFF, 0xD8, 0xFF], "JPEG image"),
    (Array("GIF8".utf8), "GIF image"),
    (Array("RIFF".utf8), "RIFF media"),
    (Array("%PDF-".utf8), "PDF document"),
    (Array("PK\u{3}\u{4}".utf8), "ZIP archive"),
    ([0x1F, 0x8B], "gzip data"),
    ([0x28, 0xB5, 0x2F, 0xFD], "Zstandard data"),
    (Array("OggS".utf8), "Ogg media"),
    (Array("ID3".utf8), "MP3 audio"),
  ]
}
