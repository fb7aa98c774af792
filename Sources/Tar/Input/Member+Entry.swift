import CArchive
import Glibc

/// Goes on to the next header of what `handle` reads.
///
/// - Returns: what came of it; the entry is valid until the next call, where there is one.
func nextEntry(in handle: OpaquePointer) -> (code: CInt, entry: OpaquePointer?) {
  var entry: OpaquePointer?
  // A name that it cannot convert is out of memory to libarchive, if errno says so from before.
  errno = 0
  let code = unsafe archive_read_next_header(handle, &entry)
  return unsafe (code, entry)
}

extension Member {
  /// Copies what libarchive read.
  ///
  /// A hard link is asked for first: libarchive gives it file type 0 unless it carries data.
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
    self.init(
      path: unsafe archive_entry_pathname(entry).map { unsafe bytes($0) } ?? [],
      kind: kind,
      mode: unsafe UInt16(archive_entry_perm(entry) & 0o7777),
      modified: unsafe Int64(archive_entry_mtime(entry)),
      // A pax record of a sparse file can make it negative.
      size: kind == .file ? max(0, unsafe archive_entry_size(entry)) : 0)
  }
}

/// Whether libarchive read the names without converting them, those of user and group too.
///
/// pax names are UTF-8, and libarchive warns of each that the locale cannot hold, then gives its
/// bytes as they are. That is what is wanted: in a UTF-8 locale it would normalise them.
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
