import Index

/// The index of an archive that is being written, made by a thread of its own.
final class RowSink {
  private enum Job: Sendable {
    case rows([IndexRow])
    case end(frames: [Digest], tarLength: Int64)
  }

  /// Gives nothing for rows, and the index at the end.
  private let workers: OrderedWorkers<Job, Result<[UInt8], IndexError>>

  init(recipe: Recipe) {
    workers = OrderedWorkers(threads: 1) {
      var writer: IndexWriter?
      return { job in
        do throws(IndexError) {
          if writer == nil { writer = try IndexWriter(recipe: recipe) }
          switch job {
          case .rows(let rows):
            for row in rows { try writer?.append(row) }
            return .success([])
          case .end(let frames, let tarLength):
            return .success(try writer?.finish(frames: frames, tarLength: tarLength) ?? [])
          }
        } catch {
          return .failure(error)
        }
      }
    }
  }

  /// Adds rows behind the others; what is wrong with them may show later.
  func append(_ rows: [IndexRow]) throws(IndexError) {
    while workers.isFull, let result = workers.next() { _ = try result.get() }
    workers.begin(.rows(rows))
  }

  /// Ends the index.
  ///
  /// - Returns: the whole skippable frame.
  func finish(frames: [Digest], tarLength: Int64) throws(IndexError) -> [UInt8] {
    workers.begin(.end(frames: frames, tarLength: tarLength))
    var index: [UInt8] = []
    while let result = workers.next() { index = try result.get() }
    return index
  }
}
