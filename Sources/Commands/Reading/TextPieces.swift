import Entries
import Posts
import Store
import Terminal

/// The content of a file as text, piece by piece: UTF-16 with a byte-order mark comes in UTF-8.
struct TextPieces {
  private let reader: ContentReader
  private let decodesUTF16: Bool
  private var decoder: UTF16Decoder?
  /// The number of bytes read so far, as they are in the file.
  private(set) var bytesRead = 0

  /// - Parameter decodesUTF16: whether UTF-16 comes in UTF-8; otherwise bytes come as they are.
  init(_ reader: ContentReader, decodesUTF16: Bool = true) {
    self.reader = reader
    self.decodesUTF16 = decodesUTF16
  }

  /// Reads the content and calls a closure with each piece, until it returns false.
  mutating func read(_ body: (ByteSpan) throws -> Bool) throws {
    while let piece = unsafe try reader.next() {
      let bytes = unsafe piece.bindMemory(to: UInt8.self).span
      if bytesRead == 0, decodesUTF16 { decoder = UTF16Decoder(bytes) }
      bytesRead += bytes.count
      if let text = decoder?.decode(bytes) {
        guard try body(text.span) else { return }
      } else {
        guard try body(bytes) else { return }
      }
    }
    let end: [UInt8] = []
    if let rest = decoder?.decode(end.span, isLast: true) { _ = try body(rest.span) }
  }
}
