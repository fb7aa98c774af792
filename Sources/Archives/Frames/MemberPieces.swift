import ArchiveFormat
import Entries
import Posts

/// The rest of a member's content, which may go on over several frames.
struct MemberPieces {
  private let row: IndexRow
  private var bytes: SharedBytes
  private var range: Range<Int>
  private var number: Int
  private var missing: Int64
  private var hashing = Digest.Hashing()

  init(_ row: IndexRow, in bytes: SharedBytes, _ range: Range<Int>) {
    self.row = row
    self.bytes = bytes
    self.range = range
    number = row.place.frame
    missing = row.entry.size - Int64(range.count)
  }

  /// Returns the part of the content in the next frame; nil at the end, after checking the digest.
  ///
  /// - Throws: `StoreError.Code.damaged`.
  mutating func next(
    by opener: FrameOpener, for action: StoreError.Action
  ) throws(StoreError) -> UnsafeRawBufferPointer? {
    if range.isEmpty {
      guard missing > 0 else {
        guard row.digest == hashing.finish() else {
          throw damaged(IndexRow.Damage.wrongDigest, opener, action)
        }
        return nil
      }
      number += 1
      guard number < opener.index.frameCount else {
        throw damaged(IndexRow.Damage.cutOff, opener, action)
      }
      bytes = try opener.decode(number)
      range = 0..<Int(min(missing, Int64(bytes.count)))
      guard !range.isEmpty else {
        throw damaged(IndexRow.Damage.cutOff, opener, action)
      }
      missing -= Int64(range.count)
    }
    let given = unsafe bytes[range]
    range = range.upperBound..<range.upperBound
    unsafe hashing.update(given.bytes)
    return unsafe given
  }

  /// Reads the whole rest, to check that it has the digest in the index.
  ///
  /// - Throws: `StoreError.Code.damaged`.
  func check(by opener: FrameOpener, for action: StoreError.Action) throws(StoreError) {
    var trial = self
    while unsafe try trial.next(by: opener, for: action) != nil {}
  }

  private func damaged(
    _ cause: String, _ opener: FrameOpener, _ action: StoreError.Action
  ) -> StoreError {
    StoreError(.damaged, action, row.entry.path, in: opener.index.name, cause: cause)
  }
}
