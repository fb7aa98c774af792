import CArchive

/// The compression of a whole tar as one stream.
package enum Compression: Sendable {
  case none, gzip, zstd, xz, bzip2, lz4

  /// The possible levels, from fastest to smallest; nil if there is no choice.
  package var levels: ClosedRange<Int>? {
    switch self {
    case .none: nil
    case .gzip, .bzip2, .lz4: 1...9
    case .xz: 0...9
    case .zstd: 1...22
    }
  }

  /// Sets `handle` up to compress, so that the result does not depend on the time or the machine.
  ///
  /// zstd is not set up here: `ZstdOutput` compresses after libarchive.
  func apply(to handle: OpaquePointer, level: Int?) throws(TarError) {
    let add: CInt =
      switch self {
      case .none, .zstd: unsafe archive_write_add_filter_none(handle)
      case .gzip: unsafe archive_write_add_filter_gzip(handle)
      case .xz: unsafe archive_write_add_filter_xz(handle)
      case .bzip2: unsafe archive_write_add_filter_bzip2(handle)
      case .lz4: unsafe archive_write_add_filter_lz4(handle)
      }
    try unsafe check(add, in: handle, failure: .unwritable)
    if self == .gzip {
      let code = unsafe archive_write_set_filter_option(handle, nil, "timestamp", nil)
      try unsafe check(code, in: handle, failure: .unwritable)
    }
    if let level, self != .zstd {
      let code = unsafe archive_write_set_filter_option(
        handle, nil, "compression-level", String(level))
      try unsafe check(code, in: handle, failure: .unwritable)
    }
  }
}
