import CArchive

/// Any compression that tar files come in, undone by libarchive.
@safe final class FilterInput: TarInput {
  private let compressed: any TarInput
  private let callbacks: InputCallbacks
  private let handle: OpaquePointer

  /// Finds out what `compressed` is compressed with, if it is.
  ///
  /// - Parameter most: how many compressions may lie over each other, 0 or more.
  init(_ compressed: any TarInput, most: Int) throws(TarError) {
    self.compressed = compressed
    callbacks = InputCallbacks(compressed)
    guard let handle = unsafe archive_read_new() else { throw .outOfMemory }
    unsafe self.handle = handle
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
    // Anything is raw bytes, so that only a compression that cannot be undone fails.
    do throws(TarError) {
      try unsafe callbacks.open(handle, failure: .damaged)
    } catch {
      throw callbacks.hasGivenNothing ? TarError(.notAnArchive, "it is empty") : error
    }
    var entry: OpaquePointer?
    _ = try unsafe outcome(archive_read_next_header(handle, &entry))
    // Whatever expands in between is not counted, and so must not expand many times over. The reading
    // of what is there counts as a filter.
    guard unsafe archive_filter_count(handle) - 1 <= CInt(most) else {
      throw TarError(.tooMuch, "it is compressed more than \(Expansion.mostFilters) times over")
    }
  }

  deinit { unsafe archive_read_free(handle) }

  /// Whether there is no compression at all.
  var isPlain: Bool { unsafe archive_filter_count(handle) <= 1 && compressed.isPlain }

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

  private func outcome(_ code: CInt) throws(TarError) -> Outcome {
    do throws(TarError) {
      return try unsafe Tar.outcome(of: code, in: handle, failure: .damaged)
    } catch {
      throw callbacks.failure ?? error
    }
  }
}
