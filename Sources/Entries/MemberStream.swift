package import Posts

/// The entries of a collection one after another, each with its content. Packing, unpacking,
/// checking and comparing read folders and archives alike through it.
///
/// It is a cursor, not a sequence, since every step can fail.
package protocol MemberStream: AnyObject {
  /// Advances to the next entry, skipping what is left of the last one's content.
  ///
  /// An entry that cannot be read, or is refused, is reported and passed over.
  ///
  /// - Throws: an error after which there is nothing more to read: `StoreError.Code.damaged`,
  ///   `.notAnArchive`, `.interrupted` and the like.
  func next() throws(StoreError) -> Entry?

  /// Returns the next piece of the current entry's content; nil at its end.
  ///
  /// - Throws: `StoreError`; in a folder it concerns this entry alone, in an archive the whole
  ///   archive.
  func nextPiece() throws(StoreError) -> Piece?

  /// Returns the content of the current entry if it is in memory as a whole, so that it can be kept
  /// without copying it; nil if it must be read in pieces.
  func wholeContent() -> SharedContent?
}

extension MemberStream {
  package func wholeContent() -> SharedContent? { nil }
}

/// A part of a frame's content, which stays in memory as long as anything refers to it.
package struct SharedContent: Sendable {
  package let bytes: SharedBytes
  package let range: Range<Int>

  package init(bytes: SharedBytes, range: Range<Int>) {
    self.bytes = bytes
    self.range = range
  }
}

/// A piece of a file's content, which follows the one before it.
@safe package enum Piece {
  /// Bytes that are valid until the next call of the stream or reader that returned them.
  case bytes(UnsafeRawBufferPointer)
  /// A hole: this number of NUL bytes, which are not stored.
  case hole(Int64)

  package var count: Int64 {
    switch self {
    case .bytes(let bytes): Int64(bytes.count)
    case .hole(let count): count
    }
  }

  /// Calls `body` with the bytes of the piece, for a hole with at most 64 KiB of NUL bytes at a
  /// time.
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

/// Receives the reason for each path that is passed over, while the rest goes on.
package typealias Report = (StoreError) -> Void
