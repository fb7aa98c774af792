import ArchiveFormat
import FormatSupport

/// A whole index in memory, checked against its digests, that returns its rows.
struct IndexPayload: Sendable {
  let directory: IndexDirectory
  let record: OwnRecord?
  let past: [PastSnapshot]
  private let bytes: [UInt8]

  /// Takes the payload of an index, and checks everything except the rows.
  ///
  /// - Parameter bytes: The bytes after magic and length in the skippable frame.
  /// - Throws: `.damaged` or `.unknownVersion`.
  init(_ bytes: [UInt8]) throws(IndexError) {
    let trailer = try IndexTrailer(whole: bytes)
    for section in trailer.sections
    where digest(of: Array(bytes[section.extent])) != section.digest {
      throw IndexError(
        .damaged, "Damaged index: its section \(section.name) does not match its SHA-256")
    }
    directory = try IndexDirectory(Array(bytes[trailer.directory]), trailer: trailer)
    record = try trailer.section(.record).map { (section) throws(IndexError) in
      try OwnRecord(decoding: Array(bytes[section.extent]), inFrame: trailer.frames)
    }
    past =
      try trailer.section(.past).map { (section) throws(IndexError) in
        try PastSnapshot.decode(
          try FrameDecompressor().decompress(Array(bytes[section.extent])), trailer: trailer)
      } ?? []
    self.bytes = bytes
  }

  var trailer: IndexTrailer { directory.trailer }

  /// Returns a reader of a block.
  ///
  /// - Parameter block: Below `directory.count`.
  /// - Throws: `.damaged` or `.tooLarge`.
  func reader(
    of block: Int, using decompressor: FrameDecompressor
  ) throws(IndexError) -> BlockReader {
    let stored = bytes.span.bytes.extracting(directory.extent(of: block))
    return try BlockReader(
      try decompressor.decompress(stored), of: block, in: directory,
      digests: Array(bytes[directory.digestsExtent(of: block)]))
  }

  /// Returns a reader of all rows in order, with their digests.
  ///
  /// - Throws: `.outOfMemory`.
  func rows() throws(IndexError) -> Rows {
    Rows(payload: self, decompressor: try FrameDecompressor())
  }

  /// Reads rows one after the other, from block to block.
  struct Rows {
    private let payload: IndexPayload
    private let decompressor: FrameDecompressor
    private var block = 0
    private var reader: BlockReader?

    fileprivate init(payload: IndexPayload, decompressor: FrameDecompressor) {
      self.payload = payload
      self.decompressor = decompressor
    }

    /// Reads the next row.
    ///
    /// - Returns: The row; nil after the last.
    /// - Throws: `.damaged` or `.tooLarge`; the reader cannot be used after that.
    mutating func next() throws(IndexError) -> IndexRow? {
      while true {
        if let row = try reader?.next() { return row }
        guard block < payload.directory.count else { return nil }
        reader = try payload.reader(of: block, using: decompressor)
        block += 1
      }
    }
  }
}
