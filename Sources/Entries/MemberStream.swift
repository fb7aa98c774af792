package import Posts

/// The entries of a collection one after the other, each with its content: what packing, unpacking,
/// checking and comparing read, folder and archive alike.
///
/// A cursor, not a sequence, since every step can fail.
package protocol MemberStream: AnyObject {
  /// Goes on to the next entry, skipping what is left of the last one's content.
  ///
  /// An entry that cannot be read, or is refused, is reported and passed over.
  ///
  /// - Throws: what makes going on pointless: `StoreError.Code.damaged`, `.notAnArchive`,
  ///   `.interrupted` and the like.
  func next() throws(StoreError) -> Entry?

  /// Makes sure that the current file can be read, and gives its entry with the size that it has
  /// now, before a header is written that cannot be taken back.
  ///
  /// - Throws: as `nextPiece`.
  func settle() throws(StoreError) -> Entry

  /// Reads a further piece of the current entry's content; nil at its end.
  ///
  /// - Throws: `StoreError` for this entry alone in a folder, for the whole archive in an archive.
  func nextPiece() throws(StoreError) -> Piece?

  /// The content of the current entry where it lies in memory as a whole, to be kept without copying
  /// it; nil, and to be read by pieces, where it does not.
  func wholeContent() -> SharedContent?
}

extension MemberStream {
  package func wholeContent() -> SharedContent? { nil }
}

/// A part of a frame, which stays as long as anybody keeps it.
package struct SharedContent: Sendable {
  package let bytes: SharedBytes
  package let range: Range<Int>

  package init(bytes: SharedBytes, range: Range<Int>) {
    self.bytes = bytes
    self.range = range
  }
}

/// A stretch of a file's content, behind the one before it.
@safe package enum Piece {
  /// Bytes that are valid until the next call of the stream or reader that gave them.
  case bytes(UnsafeRawBufferPointer)
  /// So many zero bytes that are not stored: a hole.
  case hole(Int64)

  package var count: Int64 {
    switch self {
    case .bytes(let bytes): Int64(bytes.count)
    case .hole(let count): count
    }
  }

  /// Hands on the piece as bytes, a hole in runs of zeros.
  package func forEachRun<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    switch self {
    case .bytes(let bytes):
      unsafe try body(bytes)
    case .hole(var rest):
      let zeros = [UInt8](repeating: 0, count: Int(min(rest, 64 * 1024)))
      while rest > 0 {
        let count = Int(min(rest, Int64(zeros.count)))
        var failure: Failure?
        unsafe zeros.withUnsafeBytes { zeros in
          do throws(Failure) {
            try unsafe body(UnsafeRawBufferPointer(rebasing: zeros[..<count]))
          } catch { failure = error }
        }
        if let failure { throw failure }
        rest -= Int64(count)
      }
    }
  }
}

/// Receives what was passed over, each with its path and reason, while the rest goes on.
package typealias Report = (StoreError) -> Void
