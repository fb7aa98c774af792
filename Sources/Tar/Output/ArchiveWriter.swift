import CArchive
package import SystemPackage

/// Writes a tar archive in restricted pax, which is ustar for every member that fits ustar.
///
/// After an error it refuses further use. An archive that is not finished has no end mark.
package struct ArchiveWriter: ~Copyable {
  private let members: MemberWriter
  /// The compressor that `members` writes to, if it has a stream to end.
  private let zstd: ZstdOutput?

  /// Begins an archive at the current position of `descriptor`.
  ///
  /// - Parameters:
  ///   - descriptor: Open for writing as long as the writer lives; not closed by it.
  ///   - compression: The compression of the whole tar.
  ///   - level: A level within `compression.levels`, or nil for the usual one.
  /// - Throws: `TarError.Code.unwritable` or `.system`.
  package static func open(
    _ descriptor: FileDescriptor, compression: Compression, level: Int? = nil
  ) throws(TarError) -> ArchiveWriter {
    let zstd =
      compression == .zstd ? try ZstdOutput(descriptor, level: level ?? usualZstdLevel) : nil
    var members = try MemberWriter.make(.pax)
    try unsafe compression.apply(to: members.handle, level: level)
    unsafe archive_write_set_bytes_per_block(members.handle, blockSize)
    // No padding after the end mark, so that a file and a pipe get the same bytes.
    unsafe archive_write_set_bytes_in_last_block(members.handle, 1)
    try members.open(zstd ?? PlainOutput(descriptor))
    return ArchiveWriter(members: members, zstd: zstd)
  }

  private init(members: consuming MemberWriter, zstd: ZstdOutput?) {
    self.members = members
    self.zstd = zstd
  }

  /// Begins a member; if the one before is incomplete, fills the rest of it with zeros.
  ///
  /// - Throws: `TarError.Code.unwritable` for a member that tar cannot hold, or `.system`.
  package func begin(_ member: Member) throws(TarError) { try members.begin(member) }

  /// Writes the next piece of the member's content; bytes beyond its size are dropped.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(TarError) {
    unsafe try members.write(bytes)
  }

  /// Writes the end mark and the end of the compressed stream.
  package consuming func finish() throws(TarError) {
    try members.close()
    try zstd?.finish()
  }

  /// The default level of zstd.
  private static let usualZstdLevel = 3

  /// The block size in bytes: large enough that a system call costs little compared to the
  /// copy.
  private static let blockSize: CInt = 256 * 1024
}

/// Returns the version of the libarchive that is loaded, with three digits each for minor and
/// patch: 3006002 is 3.6.2.
package func libarchiveVersion() -> Int { Int(archive_version_number()) }
