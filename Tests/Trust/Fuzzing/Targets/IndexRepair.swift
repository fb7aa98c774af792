import ArchiveFormat
import FormatSupport

/// Changes rows in the payload of an index.
enum IndexRepair {
  /// Returns the payload with one decoded block of rows changed, and all that follows from it.
  ///
  /// - Parameter block: The number of the block, modulo the number of blocks.
  /// - Returns: Nil where the index cannot be read that far.
  static func replacing(
    _ block: Int, of payload: [UInt8], by change: ([UInt8]) -> [UInt8]
  ) -> [UInt8]? {
    guard var parts = try? IndexParts(payload), let trailer = try? IndexTrailer(whole: payload),
      let directory = try? IndexDirectory(Array(payload[trailer.directory]), trailer: trailer),
      directory.count > 0
    else { return nil }
    let block = block % directory.count
    let extent = directory.extent(of: block)
    guard let decompressor = try? FrameDecompressor(),
      let compressor = try? FrameCompressor(level: 1),
      let rows = try? decompressor.decompress(payload.span.bytes.extracting(extent)),
      let stored = try? compressor.compress(change(rows).span.bytes)
    else { return nil }
    parts.replace(block, at: extent, with: stored)
    return parts.payload()
  }
}
