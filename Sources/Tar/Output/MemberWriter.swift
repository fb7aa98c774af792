import CArchive
import Glibc
import SystemPackage

/// A receiver of the bytes that libarchive's writer makes.
protocol MemberOutput: AnyObject {
  func write(_ bytes: UnsafeRawBufferPointer) throws(TarError)
}

/// Owns libarchive's writer of tar members.
///
/// After an error it refuses further use. A tar that is not closed has no end mark.
@safe struct MemberWriter: ~Copyable {
  let handle: OpaquePointer
  private let entry: OpaquePointer
  private var client: Client?

  static func make(_ format: MemberFormat) throws(TarError) -> MemberWriter {
    guard let handle = unsafe archive_write_new() else { throw .outOfMemory }
    guard let entry = unsafe archive_entry_new() else {
      unsafe archive_write_free(handle)
      throw .outOfMemory
    }
    let writer = unsafe MemberWriter(handle: handle, entry: entry)
    try unsafe format.apply(to: handle)
    if format == .pax { try unsafe useUTF8(handle) }
    return writer
  }

  private init(handle: OpaquePointer, entry: OpaquePointer) {
    unsafe self.handle = handle
    unsafe self.entry = entry
  }

  deinit {
    // Closing writes an end mark, but an abandoned archive must not look whole; without closing,
    // the memory of the filters would leak. So it is closed as failed, which also leaves the
    // current member incomplete, and the output drops everything that still comes.
    client?.isGivenUp = true
    unsafe archive_write_fail(handle)
    unsafe archive_write_close(handle)
    unsafe archive_entry_free(entry)
    unsafe archive_write_free(handle)
  }

  /// Connects the writer to its output, after its filters have been set.
  mutating func open(_ output: any MemberOutput) throws(TarError) {
    let client = Client(output)
    self.client = client
    let opened = unsafe archive_write_open(
      handle, Unmanaged.passUnretained(client).toOpaque(), nil,
      { handle, client, start, count in
        let client = unsafe Unmanaged<Client>.fromOpaque(client.unsafelyUnwrapped)
          .takeUnretainedValue()
        if client.isGivenUp { return count }
        do throws(TarError) {
          unsafe try client.output.write(UnsafeRawBufferPointer(start: start, count: count))
          return count
        } catch {
          let errno = error.errno ?? .invalidArgument
          unsafe blogsh_set_error(handle, errno.rawValue, error.message)
          return -1
        }
      }, nil)
    try unsafe check(opened, in: handle, failure: .unwritable)
  }

  /// The object whose address libarchive keeps for its callback.
  private final class Client {
    let output: any MemberOutput
    /// Whether all further bytes are dropped.
    var isGivenUp = false

    init(_ output: any MemberOutput) { self.output = output }
  }

  /// Begins a member; if the one before is incomplete, fills the rest of it with zeros.
  ///
  /// - Throws: `TarError.Code.unwritable` for a member that tar cannot hold, or `.system`.
  func begin(_ member: Member) throws(TarError) {
    guard !member.path.isEmpty, member.size >= 0 else {
      throw TarError(.unwritable, "a member must have a path and a size")
    }
    unsafe archive_entry_clear(entry)
    set(member)
    // If a name cannot be converted, libarchive reads errno, and an old ENOMEM would look like a
    // lack of memory.
    errno = 0
    try unsafe check(archive_write_header(handle, entry), in: handle, failure: .unwritable)
  }

  /// Writes the next piece of the member's content; bytes beyond its size are dropped.
  func write(_ bytes: UnsafeRawBufferPointer) throws(TarError) {
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

  /// Ends a member, as the next `begin` would: fills missing content with zeros, and pads to a
  /// whole block.
  func endMember() throws(TarError) {
    try unsafe check(archive_write_finish_entry(handle), in: handle, failure: .unwritable)
  }

  /// Writes the end mark and ends the stream that libarchive compresses.
  func close() throws(TarError) {
    try unsafe check(archive_write_close(handle), in: handle, failure: .unwritable)
  }

  /// Makes the writer store names as the UTF-8 that they are.
  ///
  /// Names in ASCII or UTF-8 become plain pax; others are written unchanged and marked
  /// `hdrcharset=BINARY`. libarchive asks the locale for the encoding of names once for each
  /// handle, so the thread gets a UTF-8 locale for this call only; the process keeps its own.
  /// Without a UTF-8 locale, every name beyond ASCII is marked.
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
    let time = PaxTime(member)
    unsafe archive_entry_set_mtime(entry, time_t(time.seconds), Int(time.nanoseconds))
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

  private func set(_ text: [UInt8], _ field: (OpaquePointer?, UnsafePointer<CChar>?) -> Void) {
    unsafe withUnsafeTemporaryAllocation(byteCount: text.count + 1, alignment: 1) { terminated in
      unsafe terminated.copyBytes(from: text)
      unsafe terminated[text.count] = 0
      unsafe field(entry, terminated.baseAddress?.assumingMemoryBound(to: CChar.self))
    }
  }
}
