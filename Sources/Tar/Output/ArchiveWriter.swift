import CArchive
package import SystemPackage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A tar archive being written: restricted pax, which is ustar wherever ustar is enough.
///
/// After an error it refuses further use. An archive that is not finished has no end mark.
@safe package struct ArchiveWriter: ~Copyable {
  private let handle: OpaquePointer
  private let entry: OpaquePointer
  /// What `handle` writes to, if that is not the descriptor itself.
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
    guard let handle = unsafe archive_write_new() else { throw .outOfMemory }
    guard let entry = unsafe archive_entry_new() else {
      unsafe archive_write_free(handle)
      throw .outOfMemory
    }
    let writer = unsafe ArchiveWriter(handle: handle, entry: entry, zstd: zstd)
    try unsafe check(
      archive_write_set_format_pax_restricted(handle), in: handle, failure: .unwritable)
    try unsafe compression.apply(to: handle, level: level)
    unsafe archive_write_set_bytes_per_block(handle, blockSize)
    // No padding behind the end mark, so that a file and a pipe get the same bytes.
    unsafe archive_write_set_bytes_in_last_block(handle, 1)
    try unsafe useUTF8(handle)
    if let zstd {
      try unsafe zstd.open(handle)
    } else {
      try unsafe check(
        archive_write_open_fd(handle, descriptor.rawValue), in: handle, failure: .unwritable)
    }
    return writer
  }

  private init(handle: OpaquePointer, entry: OpaquePointer, zstd: ZstdOutput?) {
    self.zstd = zstd
    unsafe self.handle = handle
    unsafe self.entry = entry
  }

  deinit {
    // Without this, freeing would write the end mark, and an abandoned archive would look whole.
    unsafe archive_write_fail(handle)
    unsafe archive_entry_free(entry)
    unsafe archive_write_free(handle)
  }

  /// Begins a member; the rest of the one before, if it came short, is filled with zeros.
  ///
  /// - Throws: `TarError.Code.unwritable` for a member that tar cannot hold, or `.system`.
  package func begin(_ member: Member) throws(TarError) {
    guard !member.path.isEmpty, member.size >= 0 else {
      throw TarError(.unwritable, "a member has a path and a size")
    }
    unsafe archive_entry_clear(entry)
    set(member)
    // A name that it cannot convert is out of memory to libarchive, if errno says so from before.
    errno = 0
    try unsafe check(archive_write_header(handle, entry), in: handle, failure: .unwritable)
  }

  /// Writes a further piece of the member's content; what exceeds its size is left out.
  package func write(_ bytes: UnsafeRawBufferPointer) throws(TarError) {
    var rest = unsafe bytes
    while unsafe !rest.isEmpty {
      let count = unsafe archive_write_data(handle, rest.baseAddress, rest.count)
      guard count >= 0 else {
        try unsafe check(CInt(clamping: count), in: handle, failure: .unwritable)
        return
      }
      guard count > 0 else { return }
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Writes the end mark and the end of the compressed stream.
  package consuming func finish() throws(TarError) {
    try unsafe check(archive_write_close(handle), in: handle, failure: .unwritable)
    try zstd?.finish()
  }

  /// zstd's own default.
  private static let usualZstdLevel = 3

  /// Large enough that a system call costs little beside the copy.
  private static let blockSize: CInt = 256 * 1024

  /// Makes names go out as the UTF-8 that they are.
  ///
  /// Names that are ASCII or UTF-8 become plain pax; any others are written as they are and marked
  /// `hdrcharset=BINARY`. libarchive asks the locale what names are in, once for each handle, so the
  /// thread has a UTF-8 one for just this call: the process keeps its own. Where there is none, all
  /// names beyond ASCII are marked.
  private static func useUTF8(_ handle: OpaquePointer) throws(TarError) {
    guard let locale = unsafe newlocale(1 << LC_CTYPE, "C.UTF-8", nil) else { return }
    defer { unsafe freelocale(locale) }
    let before = unsafe uselocale(locale)
    defer { _ = unsafe uselocale(before) }
    let code = unsafe archive_write_set_format_option(handle, "pax", "hdrcharset", "UTF-8")
    try unsafe check(code, in: handle, failure: .unwritable)
  }

  private func set(_ member: Member) {
    unsafe set(member.path, archive_entry_copy_pathname)
    unsafe archive_entry_set_perm(entry, mode_t(member.mode))
    unsafe archive_entry_set_mtime(entry, time_t(member.modified), 0)
    switch member.kind {
    case .file:
      unsafe archive_entry_set_filetype(entry, blogsh_type_file())
      unsafe archive_entry_set_size(entry, member.size)
    case .folder:
      unsafe archive_entry_set_filetype(entry, blogsh_type_folder())
    case .symbolicLink(let target):
      unsafe archive_entry_set_filetype(entry, blogsh_type_symbolic_link())
      unsafe set(target, archive_entry_copy_symlink)
    case .hardLink(let target):
      unsafe archive_entry_set_filetype(entry, blogsh_type_file())
      unsafe set(target, archive_entry_copy_hardlink)
    case .special:
      unsafe archive_entry_set_filetype(entry, 0)
    }
  }

  private func set(
    _ text: [UInt8], _ field: (OpaquePointer?, UnsafePointer<CChar>?) -> Void
  ) {
    var terminated = text
    terminated.append(0)
    unsafe terminated.withUnsafeBytes { bytes in
      unsafe field(entry, bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
    }
  }
}
