import Archives
package import Entries
import Files
package import Posts

/// Says of the bytes of a path whether its entry is wanted, and may add to what is made of the part
/// that it lies in.
package typealias PathFilter<Output> = (inout Output, Span<UInt8>) -> Bool

/// What lies below a folder of an indexed archive, part by part, without holding it all.
package struct ListedParts {
  private let index: ArchiveIndex
  private let folder: Path

  /// Rows of so many blocks, some hundred each, are worth handing to a thread.
  private static let blocksAtOnce = 8

  fileprivate init(_ index: ArchiveIndex, below folder: Path) {
    self.index = index
    self.folder = folder
  }

  /// Goes through all parts in the order of their paths.
  ///
  /// - Parameters:
  ///   - describe, interruption: as for `PostCollection.catalog`.
  ///   - initial: what is made of a part without entries.
  ///   - makeFilter: makes, for each thread, what looks at the bytes of each path first, and may add to
  ///     what is made of its part; where that says no, nothing else of the entry is made.
  ///   - add: adds an entry to what is made of its part; called on several threads at once.
  ///   - take: takes what was made of each part, in their order.
  /// - Throws: what `take` throws; `StoreError`.
  package func forEach<Output: Sendable>(
    describe: Describe?, interruption: Interruption = .never, into initial: Output,
    where makeFilter: @escaping @Sendable () -> PathFilter<Output> = { { _, _ in true } },
    add: @escaping @Sendable (inout Output, Listed) -> Void, take: (Output) throws -> Void
  ) throws {
    let listing = IndexListing(index, depth: .max, describe: describe)
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
      guard let result = workers.next() else { return }
      try take(try result.get())
    }
  }
}

extension PostCollection {
  /// What lies below a folder, at any depth; nil for what has to be read before it can be listed, and
  /// for a path that nothing lies below.
  package func parts(listedBelow folder: Path) -> ListedParts? {
    guard case .indexed(let index) = source else { return nil }
    // What has been given out could not be taken back.
    guard (try? index.checkBytes()) != nil else { return nil }
    var first = index.rows(below: folder)
    guard (try? first.next()) != nil else { return nil }
    return ListedParts(index, below: folder)
  }
}
