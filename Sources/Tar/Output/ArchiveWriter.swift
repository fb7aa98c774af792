import CArchive
package import SystemPackage

/// A tar archive being written: restricted pax, which is ustar wherever ustar is enough.
///
/// After an error it refuses further use. An archive that is not finished has no end mark.
package struct ArchiveWriter: ~Copyable {
  private let members: MemberWriter
  /// What `members` writes to, if that is to be ended.
  private let zstd: ZstdOutput?

  /// Begins an archive at the place where `descriptor` stands.
  ///
  /// - Parameters:
  ///   - descriptor: open for writing as long as the writer lives; not closed.
  ///   - level: within `compression.levels`, or nil for the usual one.
  /// - Throws: `TarError.Code.unwritable` or `.system`.
  package static func open(
    _ descriptor: FileDescriptor, compression: Compression, level: Int? = nil
  ) throws(TarError) -> ArchiveWriter {
    let zstd =
      compression == .zstd ? try ZstdOutput(descriptor, level: level ?? usualZstdLevel) : nil
    var members = try MemberWriter.make(.pax)
    try unsafe compression.apply(to: members.handle, level: level)
    unsafe archive_write_set_bytes_per_block(members.handle, blockSize)
    // No padding behind the end mark, so that a file and a pipe get the same bytes.
    unsafe archive_write_set_bytes_in_last_block(members.handle, 1)
    try members.open(zstd ?? PlainOutput(descriptor))
    return ArchiveWriter(members: members, zstd: zstd)
  }

  private init(members: consuming MemberWriter, zstd: ZstdOutput?) {
    self.members = members
    self.zstd = zstd
  }

  /// Begins a member; the rest of the one before, if it came short, is filled with zeros.
  ///
  /// - Throws: `TarError.Code.unwritable` for a member that tar cannot hold, or `.system`.
  package func begin(_ member: Member) throws(TarError) { try members.begin(member) }

  /// Writes a further piece of the member's content; what exceeds its size is left out.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(TarError) {
    unsafe try members.write(bytes)
  }

  /// Writes the end mark and the end of the compressed stream.
  package consuming func finish() throws(TarError) {
    try members.close()
    try zstd?.finish()
  }

  /// zstd's own default.
  private static let usualZstdLevel = 3

  /// Large enough that a system call costs little beside the copy.
  private static let blockSize: CInt = 256 * 1024
}
