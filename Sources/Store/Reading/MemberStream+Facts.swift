import Entries
import Posts

extension MemberStream {
  /// Returns the facts of the post that the stream has reached; nil for any other entry, and if
  /// nobody asked for them.
  ///
  /// - Parameter report: receives the error if a post cannot be read to its end; if it is nil, the
  ///   error is thrown.
  func facts(
    of entry: Entry, _ describe: Describe?, pastErrors report: Report? = nil
  ) throws(StoreError) -> PostFacts? {
    guard entry.isPost, let describe else { return nil }
    var start: [UInt8] = []
    do throws(StoreError) {
      while start.count < PostFacts.describedLength, let piece = try nextPiece() {
        unsafe piece.forEachRun { unsafe start.append(contentsOf: $0) }
      }
    } catch {
      guard let report else { throw error }
      report(error)
    }
    return describe(entry.path, start)
  }
}
