import CArchive
package import SystemPackage

/// A tar archive, read member by member from its beginning, in whatever form libarchive knows.
///
/// Two of libarchive's readers stand behind each other: one that undoes compression and one that
/// knows tar. So the compressed stream can be read to its very end, where its checksum is, though
/// the tar in it ends before; and no format but tar is ever tried.
@safe package struct ArchiveReader: ~Copyable {
  private let input: FileInput
  /// Undoes the compression; nil where there is none and the tar is read, and skipped over, as it lies.
  private let decompressor: OpaquePointer?
  private let tar: OpaquePointer
  /// Where in the tar the last member ended; more than this must be read at the end.
  private var endOfLastMember: Int64 = 0
  /// The first damage that was read over, told when everything that is whole has been given out.
  private var damage: String?
  private var isFirst = true
  private var isAtEnd = false

  /// Opens what `descriptor` reads, from where it stands.
  ///
  /// - Parameter descriptor: a file, a pipe or a device, open as long as the reader lives; not closed.
  /// - Throws: `TarError.Code.notAnArchive`, `.damaged` or `.system`.
  package static func open(_ descriptor: FileDescriptor) throws(TarError) -> ArchiveReader {
    let input = FileInput(descriptor)
    guard !input.isEmpty else { throw TarError(.notAnArchive, "it is empty") }
    let start = input.position
    let decompressor = unsafe try openDecompressor(input)
    if unsafe archive_filter_count(decompressor) <= 1, input.canRewind {
      unsafe archive_read_free(decompressor)
      try input.rewind(to: start)
      let tar = unsafe try newTarReader()
      do throws(TarError) { try unsafe input.open(tar) } catch {
        unsafe archive_read_free(tar)
        throw error
      }
      return unsafe ArchiveReader(input: input, decompressor: nil, tar: tar)
    }
    do throws(TarError) {
      return unsafe ArchiveReader(
        input: input, decompressor: decompressor, tar: try openTar(behind: decompressor))
    } catch {
      unsafe archive_read_free(decompressor)
      throw error
    }
  }

  private init(input: FileInput, decompressor: OpaquePointer?, tar: OpaquePointer) {
    self.input = input
    unsafe self.decompressor = decompressor
    unsafe self.tar = tar
  }

  deinit {
    unsafe archive_read_free(tar)
    if let decompressor = unsafe decompressor { unsafe archive_read_free(decompressor) }
  }

  /// Goes on to the next member, skipping what is left of the last one.
  ///
  /// A broken header is read over, since those behind it may be whole; the damage is thrown at the end.
  ///
  /// - Returns: its header with libarchive's remark about it, if any; nil at the end of a whole archive.
  /// - Throws: `TarError.Code.notAnArchive` on the first call, `.damaged` or `.system` on any; after
  ///   that, nil.
  package mutating func next() throws(TarError) -> (member: Member, remark: String?)? {
    guard !isAtEnd else { return nil }
    do throws(TarError) {
      if !isFirst {
        try unsafe check(archive_read_data_skip(tar), in: tar, failure: .damaged)
        endOfLastMember = unsafe archive_filter_bytes(tar, 0)
      }
      while true {
        var entry: OpaquePointer?
        let code = unsafe archive_read_next_header(tar, &entry)
        let outcome = try unsafe outcome(
          of: code, in: tar, failure: isFirst && !isCompressionDamaged ? .notAnArchive : .damaged)
        isFirst = false
        switch outcome {
        case .end:
          isAtEnd = true
          try finish()
          return nil
        case .retry(let message):
          damage = damage ?? message
        case .done:
          if let entry = unsafe entry { return (unsafe Member(entry), nil) }
        case .warned(let remark):
          guard let entry = unsafe entry else { continue }
          let member = unsafe Member(entry)
          return (member, member.hasOnlyASCIINames ? remark : nil)
        }
      }
    } catch {
      isAtEnd = true
      throw error
    }
  }

  /// Reads a further piece of the current member's content.
  ///
  /// - Returns: bytes that stay valid until the next call of any method, and their offset in the
  ///   content, which may lie beyond the end of the piece before: the hole between is zeros. Nil at
  ///   the end.
  /// - Throws: `TarError.Code.damaged` or `.system`.
  package mutating func nextPiece() throws(TarError) -> (
    bytes: UnsafeRawBufferPointer, offset: Int64
  )? {
    var start: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    while true {
      let code = unsafe archive_read_data_block(tar, &start, &count, &offset)
      switch try unsafe outcome(of: code, in: tar, failure: .damaged) {
      case .end: return nil
      case .retry: continue
      case .done, .warned:
        return unsafe (UnsafeRawBufferPointer(start: start, count: count), offset)
      }
    }
  }

  /// Whether it is the compressed stream that cannot be read on, rather than the tar in it.
  private var isCompressionDamaged: Bool {
    guard let decompressor = unsafe decompressor else { return false }
    return unsafe archive_errno(decompressor) != 0
  }

  /// Checks what is known only at the end: the end mark, and the checksum of the compressed stream.
  private func finish() throws(TarError) {
    if let decompressor = unsafe decompressor {
      var start: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      var outcome = Outcome.done
      while outcome != .end {
        let code = unsafe archive_read_data_block(decompressor, &start, &count, &offset)
        outcome = try unsafe Tar.outcome(of: code, in: decompressor, failure: .damaged)
      }
    }
    if let damage { throw TarError(.damaged, damage) }
    let end = unsafe archive_filter_bytes(tar, 0)
    if end - endOfLastMember < Self.recordSize {
      throw TarError(.damaged, "Truncated tar archive: its end mark is missing")
    }
  }

  /// A tar is made of records of this many bytes, and ended by at least one of zeros (POSIX pax).
  private static let recordSize: Int64 = 512
}

extension ArchiveReader {
  /// A reader of any bytes at all, behind the compressions that tar files come in.
  private static func openDecompressor(_ input: FileInput) throws(TarError) -> OpaquePointer {
    guard let handle = unsafe archive_read_new() else { throw .outOfMemory }
    unsafe archive_read_support_format_raw(handle)
    // Not archive_read_support_filter_all, which would start programs for grzip, lrzip and lzop.
    unsafe archive_read_support_filter_gzip(handle)
    unsafe archive_read_support_filter_bzip2(handle)
    unsafe archive_read_support_filter_compress(handle)
    unsafe archive_read_support_filter_lzma(handle)
    unsafe archive_read_support_filter_xz(handle)
    unsafe archive_read_support_filter_lzip(handle)
    unsafe archive_read_support_filter_lz4(handle)
    unsafe archive_read_support_filter_zstd(handle)
    do throws(TarError) {
      try unsafe input.open(handle)
      var entry: OpaquePointer?
      let code = unsafe archive_read_next_header(handle, &entry)
      if try unsafe outcome(of: code, in: handle, failure: .damaged) == .end {
        throw TarError(.notAnArchive, "it is empty")
      }
      return unsafe handle
    } catch {
      unsafe archive_read_free(handle)
      throw error
    }
  }

  private static func newTarReader() throws(TarError) -> OpaquePointer {
    guard let handle = unsafe archive_read_new() else { throw .outOfMemory }
    unsafe archive_read_support_format_tar(handle)
    return unsafe handle
  }

  /// A reader of the tar that `decompressor` gives out.
  private static func openTar(behind decompressor: OpaquePointer) throws(TarError) -> OpaquePointer {
    let handle = unsafe try newTarReader()
    let code = unsafe archive_read_open2(
      handle, UnsafeMutableRawPointer(decompressor), nil,
      { handle, client, block in
        let decompressor = OpaquePointer(client)
        var count = 0
        var offset: Int64 = 0
        switch unsafe archive_read_data_block(decompressor, block, &count, &offset) {
        case ARCHIVE_OK, ARCHIVE_WARN: return count
        case ARCHIVE_EOF: return 0
        default:
          unsafe archive_copy_error(handle, decompressor)
          return -1
        }
      }, nil, nil)
    do throws(TarError) {
      try unsafe check(code, in: handle, failure: .notAnArchive)
      return unsafe handle
    } catch {
      unsafe archive_read_free(handle)
      throw error
    }
  }
}

extension TarError {
  static var outOfMemory: TarError {
    TarError(.system(errno: Errno.noMemory.rawValue), "\(Errno.noMemory)")
  }
}

extension Member {
  /// Copies what libarchive read.
  ///
  /// A hard link is asked for first: libarchive gives it file type 0 unless it carries data.
  fileprivate init(_ entry: OpaquePointer) {
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
      size: kind == .file ? unsafe archive_entry_size(entry) : 0)
  }

  /// Whether libarchive read the names without converting them.
  ///
  /// pax names are UTF-8, and libarchive warns of each that the locale cannot hold, then gives its
  /// bytes as they are. That is what is wanted: in a UTF-8 locale it would normalise them.
  fileprivate var hasOnlyASCIINames: Bool {
    let target: [UInt8] =
      switch kind {
      case .symbolicLink(let target), .hardLink(let target): target
      default: []
      }
    return path.allSatisfy { $0 < 0x80 } && target.allSatisfy { $0 < 0x80 }
  }
}

private func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
  var end = unsafe text
  while unsafe end.pointee != 0 { unsafe end += 1 }
  return unsafe Array(UnsafeRawBufferPointer(start: text, count: end - text))
}
