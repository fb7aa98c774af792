import CZlib

/// Decompresses gzip and verifies its checksum and length (RFC 1952).
///
/// libarchive's reader of gzip verifies neither, so it would accept a damaged archive.
@safe final class GzipInput: TarInput {
  private let compressed: any TarInput
  /// Allocated on the heap, because zlib keeps a pointer to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private let buffer: UnsafeMutableRawBufferPointer
  private var isAtEnd = false

  private static let bufferSize = 256 * 1024

  /// The first bytes of every gzip stream.
  static let magic: [UInt8] = [0x1F, 0x8B]

  init(_ compressed: any TarInput) throws(TarError) {
    self.compressed = compressed
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe buffer = .allocate(byteCount: Self.bufferSize, alignment: 4096)
    guard unsafe blogsh_inflate_gzip(stream) == Z_OK else { throw .outOfMemory }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
    unsafe buffer.deallocate()
  }

  func next() throws(TarError) -> UnsafeRawBufferPointer {
    unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: Bytef.self)
    unsafe stream.pointee.avail_out = UInt32(buffer.count)
    while !isAtEnd, unsafe stream.pointee.avail_out == UInt32(buffer.count) {
      let isEmpty = try !refill()
      switch unsafe inflate(stream, Z_NO_FLUSH) {
      case Z_OK: break
      case Z_STREAM_END: try beginNextMember()
      case Z_BUF_ERROR where isEmpty:
        throw TarError(.damaged, "Truncated gzip input")
      case Z_BUF_ERROR: break
      default:
        let message = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
        throw TarError(.damaged, "Damaged gzip input: \(message ?? "invalid data")")
      }
    }
    let count = unsafe buffer.count - Int(stream.pointee.avail_out)
    return unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count])
  }

  func hasRest() throws(TarError) -> Bool {
    while try refill() {
      let bytes = unsafe UnsafeBufferPointer(
        start: stream.pointee.next_in, count: Int(stream.pointee.avail_in))
      if unsafe bytes.contains(where: { $0 != 0 }) { return true }
      unsafe stream.pointee.avail_in = 0
    }
    return try compressed.hasRest()
  }

  /// Makes sure that zlib has input; returns false at the end of the input.
  private func refill() throws(TarError) -> Bool {
    guard unsafe stream.pointee.avail_in == 0 else { return true }
    let bytes = unsafe try compressed.next()
    // zlib does not write to its input, although the type of the field would allow it.
    unsafe stream.pointee.next_in = UnsafeMutablePointer(
      mutating: bytes.baseAddress?.assumingMemoryBound(to: Bytef.self))
    unsafe stream.pointee.avail_in = UInt32(bytes.count)
    return unsafe !bytes.isEmpty
  }

  /// Begins the next gzip member after the end of one, since its content continues the same bytes.
  /// Anything else after a member is left for `hasRest`, as gzip ignores it.
  private func beginNextMember() throws(TarError) {
    guard try refill(), unsafe stream.pointee.next_in.pointee == Self.magic[0] else {
      isAtEnd = true
      return
    }
    unsafe inflateReset(stream)
  }
}
