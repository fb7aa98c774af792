package import Entries
import Files
import SystemPackage

/// Writes frames, and the index of their members, by a thread of its own.
package final class FrameSink {
  private enum Job: Sendable {
    case frame(PackedFrame)
    case end(empty: [UInt8], end: [UInt8], SnapshotPlan?)
  }

  private let workers: OrderedWorkers<Job, StoreError?>

  /// - Parameters:
  ///   - makeWriting: begins the file; called on that thread.
  package init(_ makeWriting: @escaping @Sendable () throws(StoreError) -> FrameWriting) {
    workers = OrderedWorkers(threads: 1) {
      var state = Self.begin(makeWriting)
      return { job in
        do throws(StoreError) {
          let writing = try state.get()
          switch job {
          case .frame(let frame): try writing.write(frame)
          case .end(let empty, let end, let snapshot):
            try writing.finish(empty: empty, end: end, snapshot: snapshot)
          }
          return nil
        } catch {
          // Nothing may follow what is missing.
          state = .failure(error)
          return error
        }
      }
    }
  }

  private static func begin(
    _ makeWriting: () throws(StoreError) -> FrameWriting
  ) -> Result<FrameWriting, StoreError> {
    do throws(StoreError) {
      return .success(try makeWriting())
    } catch {
      return .failure(error)
    }
  }

  /// Adds a frame behind the others; what is wrong with it may show later.
  func write(_ frame: PackedFrame) throws(StoreError) {
    while workers.isFull { try takeResult() }
    workers.begin(.frame(frame))
  }

  /// Adds what follows the frames, and waits until all is written.
  ///
  /// - Parameters:
  ///   - empty: a frame that decodes to nothing.
  ///   - end: the frame that ends the tar.
  ///   - snapshot: as for `FrameWriting.finish`.
  package func finish(
    empty: [UInt8], end: [UInt8], snapshot: SnapshotPlan?
  ) throws(StoreError) {
    workers.begin(.end(empty: empty, end: end, snapshot))
    while try takeResult() {}
  }

  /// - Returns: false where nothing is under way.
  @discardableResult
  private func takeResult() throws(StoreError) -> Bool {
    guard let result = workers.next() else { return false }
    if let error = result { throw error }
    return true
  }
}
