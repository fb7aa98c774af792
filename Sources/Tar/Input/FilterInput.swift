import CArchive

/// Undoes any compression that tar files come in but gzip and zstd, by means of libarchive.
@safe final class FilterInput: TarInput {
  private let compressed: any TarInput
  private let callbacks: InputCallbacks
  private let handle: OpaquePointer

  /// Detects the compression of `compressed`, if there is any.
  init(_ compressed: any TarInput) throws(TarError) {
    self.compressed = compressed
    callbacks = InputCallbacks(compressed)
    guard let handle = unsafe archive_read_new() else { throw .outOfMemory }
    unsafe self.handle = handle
    unsafe archive_read_support_format_raw(handle)
    // Not archive_read_support_filter_all, which starts programs for grzip, lrzip and lzop.
    unsafe archive_read_support_filter_bzip2(handle)
    unsafe archive_read_support_filter_compress(handle)
    unsafe archive_read_support_filter_lzma(handle)
    unsafe archive_read_support_filter_xz(handle)
    unsafe archive_read_support_filter_lzip(handle)
    unsafe archive_read_support_filter_lz4(handle)
    // The raw format accepts any bytes, so opening fails only if a compression cannot be undone.
    do throws(TarError) {
      try unsafe callbacks.open(handle, failure: .damaged)
    } catch {
      throw callbacks.hasGivenNothing ? TarError(.notAnArchive, "it is empty") : error
    }
    var entry: OpaquePointer?
    _ = try unsafe outcome(archive_read_next_header(handle, &entry))
  }

  /// The number of compressions inside one another that it undoes. Nothing counts the bytes between
  /// two of them, so their number is limited.
  var layers: Int {
    // libarchive counts reading the input itself as one filter.
    unsafe Int(archive_filter_count(handle)) - 1
  }

  deinit { unsafe archive_read_free(handle) }

  /// Whether the input is not compressed at all.
  var isPlain: Bool { layers == 0 && compressed.isPlain }

  func next() throws(TarError) -> UnsafeRawBufferPointer {
    var start: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    let code = unsafe archive_read_data_block(handle, &start, &count, &offset)
    guard try outcome(code) != .end else {
      return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeRawBufferPointer(start: start, count: count)
  }

  func hasRest() throws(TarError) -> Bool {
    guard layers > 0 else { return try compressed.hasRest() }
    var end = unsafe archive_filter_bytes(handle, -1)
    // The first compression is the last of the filters but one: the last reads the input.
    let first = unsafe archive_filter_code(handle, archive_filter_count(handle) - 2)
    if first == ARCHIVE_FILTER_LZ4 { end -= Int64(InputCallbacks.terminatorLength) }
    if try callbacks.hasContent(from: end) { return true }
    return try compressed.hasRest()
  }

  private func outcome(_ code: CInt) throws(TarError) -> Outcome {
    do throws(TarError) {
      return try unsafe Tar.outcome(of: code, in: handle, failure: .damaged)
    } catch {
      throw callbacks.failure ?? error
    }
  }
}
