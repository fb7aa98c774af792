import ArchiveFormat

/// Repairs the digests in the payload of an index that was changed.
enum IndexRepair {
  /// Offsets in the trailer (Specification.md, Trailer).
  private enum Place {
    static let directoryOffset = 76
    static let directoryDigest = 96
    static let payloadDigest = 128
  }

  /// Returns the payload with the digests that its bytes have.
  static func repaired(_ payload: [UInt8]) -> [UInt8] {
    var payload = payload
    let trailer = payload.count - IndexedArchive.trailerLength
    guard trailer >= 0 else { return payload }
    let start = payload[(trailer + Place.directoryOffset)...].prefix(4).reversed()
      .reduce(0) { $0 << 8 | Int($1) }
    if start <= trailer {
      payload.replace(
        at: trailer + Place.directoryDigest,
        with: digest(of: payload[start..<trailer]))
    }
    let end = trailer + Place.payloadDigest
    payload.replace(at: end, with: digest(of: payload[..<end]))
    return payload
  }

  private static func digest(of bytes: ArraySlice<UInt8>) -> [UInt8] {
    let span = bytes.span
    return Digest(of: span.bytes).bytes
  }

  /// Returns the payload with one decoded block of rows changed, and the offsets after it adjusted.
  ///
  /// - Parameter block: The number of the block, modulo the number of blocks.
  /// - Returns: Nil where the index cannot be read that far.
  static func replacing(
    _ block: Int, of payload: [UInt8], by change: ([UInt8]) -> [UInt8]
  ) -> [UInt8]? {
    guard payload.count >= IndexedArchive.trailerLength,
      let trailer = try? IndexTrailer(
        payload.span.bytes.extracting(last: IndexedArchive.trailerLength),
        payloadLength: payload.count),
      let directory = try? IndexDirectory(
        Array(payload[trailer.directoryExtent]), trailer: trailer),
      directory.count > 0
    else { return nil }
    let block = block % directory.count
    let extent = directory.extent(of: block)
    guard extent.clamped(to: payload.indices) == extent,
      let decompressor = try? FrameDecompressor(), let compressor = try? FrameCompressor(level: 1),
      let rows = try? decompressor.decompress(payload.span.bytes.extracting(extent)),
      let stored = try? compressor.compress(change(rows).span.bytes)
    else { return nil }
    var changed = payload
    changed.replaceSubrange(extent, with: stored)
    let shift = stored.count - extent.count
    let end = changed.count - IndexedArchive.trailerLength
    // Everything after the block has moved.
    for place in [72, Place.directoryOffset, 88] {
      changed.shift(at: end + place, by: shift, unlessZero: true)
    }
    for later in (block + 1)..<max(directory.count, block + 1) {
      changed.shift(at: trailer.directoryOffset + shift + 16 * later, by: shift, unlessZero: false)
    }
    return repaired(changed)
  }
}

extension [UInt8] {
  fileprivate mutating func replace(at start: Int, with bytes: [UInt8]) {
    replaceSubrange(start..<(start + bytes.count), with: bytes)
  }

  /// Adds to a little-endian number of four bytes.
  fileprivate mutating func shift(at start: Int, by amount: Int, unlessZero: Bool) {
    guard indices.contains(start), indices.contains(start + 3) else { return }
    let number = self[start..<(start + 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
    if unlessZero, number == 0 { return }
    let moved = UInt32(truncatingIfNeeded: number + amount)
    for byte in 0..<4 { self[start + byte] = UInt8(truncatingIfNeeded: moved >> (8 * byte)) }
  }
}
