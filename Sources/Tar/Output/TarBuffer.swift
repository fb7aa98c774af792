import CArchive

/// Writes a tar in memory, member by member and without an end mark: the content of a frame.
///
/// The bytes equal those that `ArchiveWriter` makes of the same members. One writer serves many
/// frames, so that each costs no more than its members. One thread may use it at a time. A member
/// that is refused leaves the bytes unchanged.
package final class TarBuffer {
  private let buffer: TarBufferMemory
  private let pax: MemberWriter
  private let ustar: MemberWriter
  /// The format of the member that has begun and not ended.
  private var current: MemberFormat?
  /// The number of bytes of content that the current member still needs; 0 between members.
  package private(set) var missing: Int64 = 0

  /// Creates a writer without any bytes.
  ///
  /// - Throws: `TarError.Code.system` if memory is short.
  package init() throws(TarError) {
    let buffer = TarBufferMemory()
    self.buffer = buffer
    pax = try buffer.writer(.pax)
    ustar = try buffer.writer(.ustar)
  }

  /// The number of bytes so far; a multiple of 512 between members.
  package var count: Int { buffer.count }

  /// Begins a member, and ends the one before if needed.
  ///
  /// - Throws: `TarError.Code.unwritable` for a member that tar cannot hold.
  package func begin(_ member: Member) throws(TarError) {
    try endMember()
    let format = MemberFormat(for: member)
    switch format {
    case .pax: try pax.begin(member)
    case .ustar: try ustar.begin(member)
    }
    current = format
    missing = member.kind == .file ? member.size : 0
  }

  /// Writes the next piece of the member's content; bytes beyond its size are dropped.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(TarError) {
    switch current {
    case .pax: unsafe try pax.write(bytes)
    case .ustar: unsafe try ustar.write(bytes)
    case nil: return
    }
    missing -= min(missing, Int64(bytes.count))
  }

  /// Ends the member: fills missing content with zeros, and pads to a whole block.
  ///
  /// The zeros take memory as content does: if `missing` is large, first `write` zeros in pieces.
  package func endMember() throws(TarError) {
    switch current.take() {
    case .pax: try pax.endMember()
    case .ustar: try ustar.endMember()
    case nil: break
    }
    missing = 0
  }

  /// Passes all bytes to a closure.
  ///
  /// - Parameter body: Receives bytes that stay valid until it returns.
  package func withBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe try body(buffer.bytes)
  }

  /// Removes the first bytes, also in the middle of a member.
  ///
  /// - Parameter removed: The number of bytes, at most `count`.
  package func removeFirst(_ removed: Int) { buffer.removeFirst(removed) }

  /// Removes all bytes, and keeps their memory for later ones.
  package func removeAll() { buffer.removeFirst(buffer.count) }
}

/// The memory that libarchive writes to.
@safe private final class TarBufferMemory: MemberOutput {
  private var memory: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  /// The initial size in bytes, enough for the frames of most posts.
  private static let usualSize = 1024 * 1024

  init() {
    unsafe memory = .allocate(byteCount: Self.usualSize, alignment: 4096)
  }

  deinit { unsafe memory.deallocate() }

  var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  /// Creates a libarchive writer that writes to this buffer.
  func writer(_ format: MemberFormat) throws(TarError) -> MemberWriter {
    var writer = try MemberWriter.make(format)
    // Without blocks, every byte arrives here at once.
    unsafe archive_write_set_bytes_per_block(writer.handle, 0)
    try writer.open(self)
    return writer
  }

  func write(_ bytes: UnsafeRawBufferPointer) {
    if unsafe memory.count - count < bytes.count { grow(by: bytes.count) }
    unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: bytes)
    count += bytes.count
  }

  private func grow(by more: Int) {
    let larger = unsafe UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(memory.count * 2, count + more), alignment: 4096)
    unsafe larger.copyMemory(from: bytes)
    unsafe memory.deallocate()
    unsafe memory = larger
  }

  func removeFirst(_ removed: Int) {
    precondition(0...count ~= removed, "a frame has no such bytes")
    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[removed...])
    // memmove(3): the source and the destination may overlap.
    unsafe memory.copyMemory(from: rest)
    count -= removed
  }
}
