package import ArchiveFormat
package import Entries
import Posts

/// The content of one member of an indexed archive, read frame by frame.
///
/// A content that lies in one frame has been checked. One that goes on in other frames is checked
/// while it is read, so that it is right only once its end has been read.
package struct MemberContent: Sendable {
  package let row: IndexRow
  /// The bytes that have been decoded but not read.
  private var decoded: SharedContent
  /// The number of the frame that was decoded last.
  private var frame: Int
  /// The number of bytes of the content in the frames after that one.
  private var missing: Int64
  /// The digest of the bytes that have been read; nil for a content that has been checked.
  private var hashing: Digest.Hashing?

  /// Makes the content of a member that begins in a frame and has been checked as far as it lies in
  /// it.
  init(_ row: IndexRow, in bytes: SharedBytes, _ range: Range<Int>) {
    self.row = row
    decoded = SharedContent(bytes: bytes, range: range)
    frame = row.place.frame
    missing = row.entry.size - Int64(range.count)
    if missing > 0 || row.digest == nil { hashing = Digest.Hashing() }
  }

  /// The content as a whole, if it lies in one frame, has been checked, and nothing has been read.
  package var whole: SharedContent? {
    hashing == nil && Int64(decoded.range.count) == row.entry.size ? decoded : nil
  }

  /// The offset in its frame at which the content begins, if nothing has been read.
  package var position: Int { decoded.range.lowerBound }

  /// Reads the next part that lies in one frame; returns nil at the end.
  ///
  /// - Throws: `StoreError.Code.damaged`, at the end also if the digest differs from the row's.
  package mutating func next(by opener: FrameOpener) throws(StoreError) -> Piece? {
    if decoded.range.isEmpty {
      guard missing > 0 else {
        guard hashing.map({ $0.finish() == row.digest }) ?? true else {
          throw opener.damaged(row, .wrongDigest)
        }
        return nil
      }
      frame += 1
      guard frame < opener.index.frameCount else { throw opener.damaged(row, .cutOff) }
      let bytes = try opener.decode(frame)
      decoded = SharedContent(bytes: bytes, range: 0..<Int(min(missing, Int64(bytes.count))))
      guard !decoded.range.isEmpty else { throw opener.damaged(row, .cutOff) }
      missing -= Int64(decoded.range.count)
    }
    let (bytes, range) = (decoded.bytes, decoded.range)
    decoded = SharedContent(bytes: bytes, range: range.upperBound..<range.upperBound)
    unsafe hashing?.update(bytes[range].bytes)
    return unsafe .bytes(bytes[range])
  }

  /// Checks the content if that has not been done, without advancing in it.
  ///
  /// - Throws: As `next(by:)`.
  package func check(by opener: FrameOpener) throws(StoreError) {
    guard hashing != nil else { return }
    var trial = self
    while try trial.next(by: opener) != nil {}
  }
}
