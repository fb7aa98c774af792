import Entries
import Posts

extension MemberStream {
  /// What the post that the stream has come to says of itself.
  ///
  /// - Parameter report: told why a post cannot be read to its end; nil throws that.
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
