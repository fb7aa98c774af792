import CArchive
package import SystemPackage

/// A tar archive, read member by member from its beginning, in whatever form libarchive knows.
///
/// What undoes compression and what knows tar are two readers behind each other. So the compressed
/// stream can be read to its very end, where its checksum is, though the tar in it ends before; and
/// no format but tar is ever tried.
@safe package struct ArchiveReader: ~Copyable {
  private let file: FileInput
  private let input: any TarInput
  /// What undoes zstd, if that is what the archive is compressed with.
  private let zstd: ZstdInput?
  private let callbacks: InputCallbacks
  private let tar: OpaquePointer
  /// Where in the tar the last member ended; more than this must be read at the end.
  private var endOfLastMember: Int64 = 0
  /// The first damage that was read over, told when everything that is whole has been given out.
  private var damage: String?
  private var isFirst = true
  private var isAtEnd = false

  /// Opens what `descriptor` reads, from where it stands.
  ///
  /// - Parameters:
  ///   - descriptor: a file, a pipe or a device, open as long as the reader lives; not closed.
  ///   - beginning: what was read of it before, less than a tar's first header.
  ///   - expansion: how much may come out of it; `TarError.Code.tooMuch` is thrown by any call then.
  /// - Throws: `TarError.Code.notAnArchive`, `.damaged` or `.system`.
  package static func open(
    _ descriptor: FileDescriptor, behind beginning: [UInt8] = [],
    limit expansion: Expansion = .standard
  ) throws(TarError) -> ArchiveReader {
    let file = FileInput(descriptor, behind: beginning)
    let (input, zstd) = try input(file, expansion)
    guard let tar = unsafe archive_read_new() else { throw .outOfMemory }
    let reader = unsafe ArchiveReader(file: file, input: input, zstd: zstd, tar: tar)
    unsafe archive_read_support_format_tar(tar)
    try unsafe reader.callbacks.open(tar, failure: .notAnArchive)
    return reader
  }

  /// The tar that a file holds, behind whatever undoes its compression.
  private static func input(
    _ file: FileInput, _ expansion: Expansion
  ) throws(TarError) -> (any TarInput, ZstdInput?) {
    /// What one compression has been undone of, which may lie over others.
    func filtered(_ undone: any TarInput) throws(TarError) -> any TarInput {
      let filter = try FilterInput(
        LimitedInput(undone, from: file, expansion), most: Expansion.mostFilters - 1)
      return LimitedInput(filter, from: file, expansion)
    }
    let beginning = unsafe try file.peek()
    guard unsafe !beginning.isEmpty else { throw TarError(.notAnArchive, "it is empty") }
    if unsafe beginning.starts(with: GzipInput.magic) {
      return (try filtered(GzipInput(file)), nil)
    }
    // A tar's first header holds no magic of a compression; its own magic is at a fixed place.
    if unsafe beginning.dropFirst(257).starts(with: "ustar".utf8) { return (file, nil) }
    if unsafe ZstdInput.canUndo(beginning) {
      let zstd = try ZstdInput(file)
      return (try filtered(zstd), zstd)
    }
    let filter = try FilterInput(file, most: Expansion.mostFilters)
    return (LimitedInput(filter, from: file, expansion), nil)
  }

  private init(file: FileInput, input: any TarInput, zstd: ZstdInput?, tar: OpaquePointer) {
    self.file = file
    self.input = input
    self.zstd = zstd
    callbacks = InputCallbacks(input)
    unsafe self.tar = tar
  }

  deinit { unsafe archive_read_free(tar) }

  /// How many bytes at the beginning of a file tell whether it is compressed by zstd.
  package static let toldBytes = ZstdInput.magicSize

  /// Whether a file that begins with these bytes, `toldBytes` at least, is compressed by zstd.
  package static func isZstd(_ beginning: [UInt8]) -> Bool {
    unsafe beginning.withUnsafeBytes { unsafe ZstdInput.canUndo($0) }
  }

  /// How many of zstd's skippable frames have been passed over, by their magics: all there are, when the
  /// end of the archive has been reached. They hold what is no part of the tar.
  package var skippedFrames: [UInt32: Int] { zstd?.skippedFrames ?? [:] }

  /// How many bytes of the archive have been read so far.
  package var readLength: Int64 { file.givenLength }

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
        _ = unsafe try outcome(of: archive_read_data_skip(tar))
        endOfLastMember = unsafe archive_filter_bytes(tar, 0)
      }
      while true {
        let (code, entry) = unsafe nextEntry(in: tar)
        let outcome = try outcome(of: code, failure: isFirst ? .notAnArchive : .damaged)
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
      switch try outcome(of: code) {
      case .end: return nil
      case .retry: continue
      case .done, .warned:
        return unsafe (UnsafeRawBufferPointer(start: start, count: count), offset)
      }
    }
  }

  /// Checks what is known only at the end: the checksum of the compressed stream, and the end mark.
  private func finish() throws(TarError) {
    if !input.isPlain {
      while unsafe try !input.next().isEmpty {}
    }
    if let damage { throw TarError(.damaged, damage) }
    let end = unsafe archive_filter_bytes(tar, 0)
    if end - endOfLastMember < Self.recordSize {
      throw TarError(.damaged, "Truncated tar archive: its end mark is missing")
    }
  }

  /// What a return code says; an error of the input itself is thrown as that.
  private func outcome(
    of code: CInt, failure: TarError.Code = .damaged
  ) throws(TarError) -> Outcome {
    do throws(TarError) {
      return try unsafe Tar.outcome(of: code, in: tar, failure: failure)
    } catch {
      throw callbacks.failure ?? error
    }
  }

  /// A tar is made of records of this many bytes, and ended by at least one of zeros (POSIX pax).
  private static let recordSize: Int64 = 512
}
