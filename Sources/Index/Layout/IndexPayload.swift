/// Holds a whole index in memory, checked against its digests, and gives its rows.
package struct IndexPayload: Sendable {
  package let directory: IndexDirectory
  private let bytes: [UInt8]

  /// Takes over the payload of an index, and checks all of it but the rows.
  ///
  /// - Parameter bytes: What follows magic and length in the skippable frame.
  /// - Throws: `.damaged` or `.unknownVersion`.
  package init(_ bytes: [UInt8]) throws(IndexError) {
    let payload = unsafe bytes.span.bytes
    let trailer = try IndexTrailer(
      payload.extracting(last: IndexedArchive.trailerLength), payloadLength: bytes.count)
    try trailer.check(payload: payload)
    directory = try IndexDirectory(
      payload.extracting(trailer.directoryExtent).array(), trailer: trailer)
    self.bytes = bytes
  }

  package var trailer: IndexTrailer { directory.trailer }

  /// Decodes a block.
  ///
  /// - Parameter block: Below `directory.count`.
  /// - Throws: `.damaged` or `.tooLarge`.
  package func reader(
    of block: Int, using decompressor: FrameDecompressor
  ) throws(IndexError) -> BlockReader {
    let payload = unsafe bytes.span.bytes
    return try directory.reader(
      of: block, stored: payload.extracting(directory.extent(of: block)),
      digests: Array(bytes[directory.digestsExtent(of: block)]), using: decompressor)
  }

  /// Gives all rows with their digests, in order.
  ///
  /// - Throws: `.outOfMemory`.
  package func rows() throws(IndexError) -> Rows {
    Rows(payload: self, decompressor: try FrameDecompressor())
  }

  /// Reads rows one after the other, from block to block.
  package struct Rows {
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
    /// - Returns: The row; nil behind the last.
    /// - Throws: `.damaged` or `.tooLarge`; there is no going on then.
    package mutating func next() throws(IndexError) -> IndexRow? {
      while true {
        if let row = try reader?.next() { return row }
        guard block < payload.directory.count else { return nil }
        reader = try payload.reader(of: block, using: decompressor)
        block += 1
      }
    }
  }
}
