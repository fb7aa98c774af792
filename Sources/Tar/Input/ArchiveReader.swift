import CArchive

/// Reads a tar archive member by member from its beginning, in any form that libarchive knows.
///
/// Two readers work in a row: one undoes compression, one knows tar. So the compressed stream is
/// read to its very end, where its checksum is, even though the tar in it ends earlier; and no
/// format except tar is ever tried.
@safe package struct ArchiveReader: ~Copyable {
  private let file: FileInput
  private let input: any TarInput
  /// The input that undoes zstd, if the archive is compressed by zstd.
  private let zstd: ZstdInput?
  private let callbacks: InputCallbacks
  private let tar: OpaquePointer
  /// The offset in the tar at which the last member ended; an end mark must follow it.
  private var endOfLastMember: Int64 = 0
  /// The first damage that was skipped; it is thrown after all whole members have been returned.
  private var damage: String?
  private var isFirst = true
  private var isAtEnd = false

  /// Opens an archive.
  ///
  /// - Parameter expansion: The limit of expansion; any call may throw `TarError.Code.tooMuch`
  ///   beyond it.
  /// - Throws: `TarError.Code.notAnArchive`, `.damaged` or `.system`.
  package static func open(
    _ bytes: any StoredBytes, limit expansion: Expansion = .standard
  ) throws(TarError) -> ArchiveReader {
    let file = FileInput(bytes)
    let (input, zstd) = try input(file, expansion)
    guard let tar = unsafe archive_read_new() else { throw .outOfMemory }
    let reader = unsafe ArchiveReader(file: file, input: input, zstd: zstd, tar: tar)
    unsafe archive_read_support_format_tar(tar)
    try unsafe reader.callbacks.open(tar, failure: .notAnArchive)
    return reader
  }

  /// Returns the input that gives the tar in a file, whatever its compressions, and the zstd input
  /// if the file itself is one.
  private static func input(
    _ file: FileInput, _ expansion: Expansion
  ) throws(TarError) -> (any TarInput, ZstdInput?) {
    var input: any PeekableInput = file
    var outermost: ZstdInput?
    var layers = 0
    while true {
      let beginning = unsafe try input.peek()
      if layers == 0, unsafe beginning.isEmpty { throw TarError(.notAnArchive, "it is empty") }
      // Tar's own magic, at its fixed place, shows that nothing is left to undo.
      if unsafe beginning.dropFirst(257).starts(with: "ustar".utf8) { return (input, outermost) }
      let undone: any TarInput
      if unsafe beginning.starts(with: GzipInput.magic) {
        undone = try GzipInput(input)
        layers += 1
      } else if unsafe ZstdInput.canUndo(beginning) {
        let zstd = try ZstdInput(input, window: expansion.window)
        if layers == 0 { outermost = zstd }
        undone = zstd
        layers += 1
      } else {
        let filter = try FilterInput(input)
        layers += filter.layers
        if filter.layers == 0 { return (filter, outermost) }
        undone = filter
      }
      guard layers <= Expansion.maximumFilters else {
        throw TarError(
          .tooMuch, "it is compressed in more than \(Expansion.maximumFilters) layers")
      }
      input = PeekedInput(LimitedInput(undone, from: file, expansion))
    }
  }

  private init(file: FileInput, input: any TarInput, zstd: ZstdInput?, tar: OpaquePointer) {
    self.file = file
    self.input = input
    self.zstd = zstd
    callbacks = InputCallbacks(input)
    unsafe self.tar = tar
  }

  deinit { unsafe archive_read_free(tar) }

  /// The number of bytes at the beginning of a file that show whether it is compressed by zstd.
  package static let magicLength = ZstdInput.magicSize

  /// Returns whether a file that begins with these bytes, at least `magicLength`, is compressed by
  /// zstd.
  package static func isZstd(_ beginning: [UInt8]) -> Bool {
    unsafe beginning.withUnsafeBytes { unsafe ZstdInput.canUndo($0) }
  }

  /// The number of zstd's skippable frames so far by magic, complete at the end of the archive.
  /// Their content is not part of the tar.
  package var skippedFrames: [UInt32: Int] { zstd?.skippedFrames ?? [:] }

  /// The number of bytes of the archive that have been read so far.
  package var readLength: Int64 { file.givenLength }

  /// Reads the next member's header, skipping the rest of the current member.
  ///
  /// A broken header is skipped, because the members after it may be whole; its damage is thrown at
  /// the end.
  ///
  /// - Returns: The header, with libarchive's remark about it if there is one; nil at the end of a
  ///   whole archive.
  /// - Throws: `TarError.Code.notAnArchive` on the first call, `.damaged` or `.system` on any;
  ///   later calls return nil.
  package mutating func next() throws(TarError) -> (member: Member, remark: String?)? {
    guard !isAtEnd else { return nil }
    do throws(TarError) {
      if !isFirst {
        _ = unsafe try outcome(of: archive_read_data_skip(tar))
        endOfLastMember = unsafe archive_filter_bytes(tar, 0)
      }
      while true {
        let (code, entry) = unsafe nextEntry(in: tar)
        // libarchive takes a first header only if its checksum shows that it is one of a tar.
        let isKnown = unsafe archive_filter_bytes(tar, 0) > 0
        let outcome = try outcome(of: code, failure: isKnown ? .damaged : .notAnArchive)
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
          return unsafe (member, hasOnlyASCIINames(member, entry) ? remark : nil)
        }
      }
    } catch {
      isAtEnd = true
      throw error
    }
  }

  /// Reads the next piece of the current member's content.
  ///
  /// - Returns: Bytes that stay valid until the next call of any method, and their offset in the
  ///   content. The offset may be greater than the end of the piece before: the gap is a hole of
  ///   NUL bytes. Nil at the end.
  /// - Throws: `TarError.Code.damaged` or `.system`.
  package mutating func nextPiece() throws(TarError) -> (
    bytes: UnsafeRawBufferPointer, offset: Int64
  )? {
    var start: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    while true {
      let code = unsafe archive_read_data_block(tar, &start, &count, &offset)
      switch try outcome(of: code) {
      case .end: return nil
      case .retry: continue
      case .done, .warned:
        return unsafe (UnsafeRawBufferPointer(start: start, count: count), offset)
      }
    }
  }

  /// Checks the things that are known only at the end: the checksum of the compressed stream, and
  /// the end mark.
  private func finish() throws(TarError) {
    if !input.isPlain { _ = try callbacks.hasContent(from: 0) }
    if let damage { throw TarError(.damaged, damage) }
    let end = unsafe archive_filter_bytes(tar, 0)
    if end - endOfLastMember < Self.recordSize {
      throw TarError(.damaged, "Truncated tar archive: its end mark is missing")
    }
  }

  /// A part of the file that no member accounts for.
  package enum Rest: Equatable, Sendable {
    /// Bytes after the end of the compressed stream.
    case afterStream
    /// Bytes after the end mark, which ends at this offset in the tar.
    case afterEndMark(Int64)
    /// Bytes after a single block of zeros, which ends at this offset in the tar. An end mark has
    /// two, but GNU tar too ends there.
    case afterLoneBlock(Int64)
  }

  /// Reads what follows the end of the archive, once `next` has returned nil.
  ///
  /// - Returns: A part that holds anything but zeros; nil if there is none.
  package func rest() throws(TarError) -> Rest? {
    let end = unsafe archive_filter_bytes(tar, 0)
    if try callbacks.hasContent(from: end) {
      return end - endOfLastMember > Self.recordSize ? .afterEndMark(end) : .afterLoneBlock(end)
    }
    return try input.hasRest() ? .afterStream : nil
  }

  /// Translates a return code; if the input itself failed, throws its error.
  private func outcome(
    of code: CInt, failure: TarError.Code = .damaged
  ) throws(TarError) -> Outcome {
    do throws(TarError) {
      return try unsafe Tar.outcome(of: code, in: tar, failure: failure)
    } catch {
      throw callbacks.failure ?? error
    }
  }

  /// The length of a tar's records in bytes; at least one record of NUL bytes ends a tar (POSIX
  /// pax).
  private static let recordSize: Int64 = 512
}
