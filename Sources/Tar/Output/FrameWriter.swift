import CArchive

/// A tar in memory, member by member and without an end mark: what a frame holds.
///
/// Its bytes are those that `ArchiveWriter` makes of the same members. It is made once for many
/// frames, which cost no more than their members then; one thread may use it at a time. A member
/// that is refused leaves the bytes as they are.
package final class FrameWriter {
  private let buffer: FrameBuffer
  private let pax: MemberWriter
  private let ustar: MemberWriter
  /// What the member is written with that has begun and not ended.
  private var current: MemberFormat?
  /// How much content the member still lacks; 0 between members.
  package private(set) var missing: Int64 = 0

  /// - Throws: `TarError.Code.system` where memory is short.
  package init() throws(TarError) {
    let buffer = FrameBuffer()
    self.buffer = buffer
    pax = try buffer.writer(.pax)
    ustar = try buffer.writer(.ustar)
  }

  /// How many bytes there are; whole blocks of 512 between members.
  package var count: Int { buffer.count }

  /// Begins a member; the one before is ended, if it is not.
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

  /// Writes a further piece of the member's content; what exceeds its size is left out.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(TarError) {
    switch current {
    case .pax: unsafe try pax.write(bytes)
    case .ustar: unsafe try ustar.write(bytes)
    case nil: return
    }
    missing -= min(missing, Int64(bytes.count))
  }

  /// Ends the member: with zeros for what is missing, and up to a whole block.
  ///
  /// Zeros take memory as content does: where `missing` is large, `write` them in pieces before.
  package func endMember() throws(TarError) {
    switch current.take() {
    case .pax: try pax.endMember()
    case .ustar: try ustar.endMember()
    case nil: break
    }
    missing = 0
  }

  /// Shows all bytes there are.
  ///
  /// - Parameter body: gets bytes that stay valid until it returns.
  package func withBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    unsafe try body(buffer.bytes)
  }

  /// Forgets the first bytes, in the middle of a member too.
  ///
  /// - Parameter removed: at most `count`.
  package func removeFirst(_ removed: Int) { buffer.removeFirst(removed) }

  /// Forgets all bytes, and keeps their memory for those that follow.
  package func removeAll() { buffer.removeFirst(buffer.count) }
}

/// The memory that libarchive writes to.
@safe private final class FrameBuffer: MemberOutput {
  private var memory: UnsafeMutableRawBufferPointer
  private(set) var count = 0

  /// Enough for the frames of most posts.
  private static let usualSize = 1024 * 1024

  init() {
    unsafe memory = .allocate(byteCount: Self.usualSize, alignment: 4096)
  }

  deinit { unsafe memory.deallocate() }

  var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  /// A writer to here.
  func writer(_ format: MemberFormat) throws(TarError) -> MemberWriter {
    var writer = try MemberWriter.make(format)
    // What is written is to be seen at once.
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
    // memmove(3): the two may overlap.
    unsafe memory.copyMemory(from: rest)
    count -= removed
  }
}
