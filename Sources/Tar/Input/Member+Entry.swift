import CArchive
import Glibc

/// Reads the next header.
///
/// - Returns: libarchive's return code, and the entry if there is one; it is valid until the next
///   call.
func nextEntry(in handle: OpaquePointer) -> (code: CInt, entry: OpaquePointer?) {
  var entry: OpaquePointer?
  // If a name cannot be converted, libarchive reads errno, and an old ENOMEM would look like a lack
  // of memory.
  errno = 0
  let code = unsafe archive_read_next_header(handle, &entry)
  return unsafe (code, entry)
}

extension Member {
  /// Copies the fields of an entry that libarchive has read.
  ///
  /// The hard link is checked first, because libarchive gives a hard link without data the file
  /// type 0.
  init(_ entry: OpaquePointer) {
    let type = unsafe UInt32(archive_entry_filetype(entry))
    let kind: Kind =
      if let target = unsafe archive_entry_hardlink(entry) {
        .hardLink(target: unsafe bytes(target))
      } else if type == blogsh_type_folder() {
        .folder
      } else if type == blogsh_type_symbolic_link() {
        .symbolicLink(target: unsafe archive_entry_symlink(entry).map { unsafe bytes($0) } ?? [])
      } else if type == blogsh_type_file() {
        .file
      } else {
        .special
      }
    let time = unsafe PaxTime(
      seconds: Int64(archive_entry_mtime(entry)),
      nanoseconds: UInt32(clamping: archive_entry_mtime_nsec(entry))
    ).rounded
    self.init(
      path: unsafe archive_entry_pathname(entry).map { unsafe bytes($0) } ?? [],
      kind: kind,
      mode: unsafe UInt16(archive_entry_perm(entry) & 0o7777),
      modified: time.seconds, nanoseconds: time.nanoseconds,
      // A pax record of a sparse file can make the size negative.
      size: kind == .file ? max(0, unsafe archive_entry_size(entry)) : 0)
  }
}

/// Returns whether all names of an entry are ASCII, including those of its user and group.
///
/// pax names are UTF-8. libarchive warns of each name that the locale cannot hold and then returns
/// its bytes unchanged, so such a warning can be ignored. The bytes are wanted unchanged: in a
/// UTF-8 locale libarchive would normalise them.
func hasOnlyASCIINames(_ member: Member, _ entry: OpaquePointer) -> Bool {
  let target: [UInt8] =
    switch member.kind {
    case .symbolicLink(let target), .hardLink(let target): target
    default: []
    }
  let people = unsafe [archive_entry_uname(entry), archive_entry_gname(entry)]
  let names =
    unsafe [member.path, target] + people.map { unsafe $0.map { unsafe bytes($0) } ?? [] }
  return names.allSatisfy { $0.allSatisfy { $0 < 0x80 } }
}

private func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
  unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
}
