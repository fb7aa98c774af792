import Entries
import Posts

extension MemberStream {
  /// What the post that the stream has come to says of itself.
  func facts(of entry: Entry, _ describe: Describe?) throws(StoreError) -> PostFacts? {
    var trouble: StoreError?
    let facts = facts(of: entry, describe) { trouble = $0 }
    if let trouble { throw trouble }
    return facts
  }

  /// What the post that the stream has come to says of itself, as far as it can be read.
  ///
  /// - Parameter report: told why it cannot be read to its end.
  func facts(of entry: Entry, _ describe: Describe?, report: Report) -> PostFacts? {
    guard entry.isPost, let describe else { return nil }
    var start: [UInt8] = []
    do throws(StoreError) {
      while start.count < PostFacts.describedLength, let piece = try nextPiece() {
        unsafe piece.forEachRun { unsafe start.append(contentsOf: $0) }
      }
    } catch {
      report(error)
    }
    return describe(entry.path, start)
  }
}
