package import Entries
import Files
import SystemPackage

/// Writes frames, and the index of their members, on a thread of its own.
package final class FrameSink {
  private enum Job: Sendable {
    case frame(PackedFrame)
    case end(empty: [UInt8], end: [UInt8], endLength: Int, SnapshotPlan?)
  }

  private let workers: OrderedWorkers<Job, StoreError?>

  /// - Parameters:
  ///   - makeWriting: begins the file; called on that thread.
  package init(_ makeWriting: @escaping @Sendable () throws(StoreError) -> ArchiveOutput) {
    workers = OrderedWorkers(threads: 1) {
      var state = Self.begin(makeWriting)
      return { job in
        do throws(StoreError) {
          let writing = try state.get()
          switch job {
          case .frame(let frame): try writing.write(frame)
          case .end(let empty, let end, let length, let snapshot):
            try writing.finish(empty: empty, end: end, endLength: length, snapshot: snapshot)
          }
          return nil
        } catch {
          // Nothing can follow a frame that is missing.
          state = .failure(error)
          return error
        }
      }
    }
  }

  private static func begin(
    _ makeWriting: () throws(StoreError) -> ArchiveOutput
  ) -> Result<ArchiveOutput, StoreError> {
    do throws(StoreError) {
      return .success(try makeWriting())
    } catch {
      return .failure(error)
    }
  }

  /// Hands over a frame to be written after the others. If it cannot be written, a later call may
  /// be the one that throws.
  func write(_ frame: PackedFrame) throws(StoreError) {
    while workers.isFull { try takeResult() }
    workers.begin(.frame(frame))
  }

  /// Writes the end of the file after the frames, and waits until all is written.
  ///
  /// - Parameters:
  ///   - empty: a frame that decodes to nothing.
  ///   - end: the frame that ends the tar; `endLength`: the number of bytes that it decodes to.
  ///   - snapshot: as for `ArchiveOutput.finish`.
  package func finish(
    empty: [UInt8], end: [UInt8], endLength: Int, snapshot: SnapshotPlan?
  ) throws(StoreError) {
    workers.begin(.end(empty: empty, end: end, endLength: endLength, snapshot))
    while try takeResult() {}
  }

  /// Waits for the result of the first frame that is being written, and throws its error.
  ///
  /// - Returns: false if no frame is being written.
  @discardableResult
  private func takeResult() throws(StoreError) -> Bool {
    guard let (_, error) = workers.next() else { return false }
    if let error { throw error }
    return true
  }
}
