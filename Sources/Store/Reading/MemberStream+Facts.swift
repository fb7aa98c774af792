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
        let missing = PostFacts.describedLength - start.count
        switch piece {
        case .bytes(let bytes): unsafe start.append(contentsOf: bytes.prefix(missing))
        case .hole(let length):
          start.append(contentsOf: repeatElement(0, count: Int(min(length, Int64(missing)))))
        }
      }
    } catch {
      guard let report else { throw error }
      report(error)
    }
    return describe(entry.path, start)
  }
}
