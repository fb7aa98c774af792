package import Entries
import Files
package import Posts

/// Returns whether the entry whose path has these bytes is wanted. It may also add to the output of
/// the part that the entry belongs to.
package typealias PathFilter<Output> = (inout Output, Span<UInt8>) -> Bool

/// The entries below a folder of an indexed archive, part by part, so that they are never all in
/// memory.
package struct PartitionedListing {
  private let index: ArchiveIndex
  private let folder: Path
  private let read: ReadBeginning

  /// The number of blocks in a part. With some hundred rows each, they are worth handing to a
  /// thread.
  private static let blocksAtOnce = 8

  package init(_ index: ArchiveIndex, below folder: Path, reading read: @escaping ReadBeginning) {
    self.index = index
    self.folder = folder
    self.read = read
  }

  /// Goes through all parts in the order of their paths.
  ///
  /// - Parameters:
  ///   - describe, interruption: as for `PostCollection.catalog`.
  ///   - initial: the output of a part without entries.
  ///   - makeFilter: makes a filter for each thread. It looks at the bytes of each path first, and
  ///     may add to the output of its part. If it returns false, nothing else of the entry is read.
  ///   - add: adds an entry to the output of its part; called on several threads at once.
  ///   - take: receives the output of each part, in their order.
  /// - Throws: the errors of `take`; `StoreError`.
  package func forEach<Output: Sendable>(
    describe: Describe?, interruption: Interruption = .never, into initial: Output,
    where makeFilter: @escaping @Sendable () -> PathFilter<Output> = { { _, _ in true } },
    add: @escaping @Sendable (inout Output, ListedEntry) -> Void, take: (Output) throws -> Void
  ) throws {
    let listing = IndexListing(index, depth: .max, describe: describe, reading: read)
    let workers = OrderedWorkers(threads: Parallelism.processors) {
      let isWanted = makeFilter()
      return { (part: RowPart) -> Result<Output, StoreError> in
        do throws(StoreError) {
          var output = initial
          try listing.forEach(in: part, below: folder) {
            isWanted(&output, $0)
          } _: {
            add(&output, $0)
          }
          return .success(output)
        } catch {
          return .failure(error)
        }
      }
    }
    var rest = index.parts(below: folder, blocks: Self.blocksAtOnce)[...]
    while true {
      while !workers.isFull, let part = rest.popFirst() { workers.begin(part) }
      try interruption.check(.list, folder.bytes)
      guard let (_, result) = workers.next() else { return }
      try take(try result.get())
    }
  }
}
