import Index
package import Posts

/// What lies below a folder of an indexed archive, one after the other, without holding it all.
package struct ListedCursor {
  private let workers: OrderedWorkers<Range<Int>, Result<[Listed], StoreError>>
  /// The blocks of rows that have not been handed over.
  private var blocks: Range<Int>
  private var listed: ArraySlice<Listed> = []

  /// Rows of so many blocks, some hundred each, are worth handing over.
  private static let blocksAtOnce = 8

  init(_ index: ArchiveIndex, below folder: Path, describe: Describe?) {
    blocks = index.blocks(holding: folder)
    let reader = IndexListing(index, depth: .max, describe: describe)
    workers = OrderedWorkers(threads: Parallelism.processors) {
      { blocks in
        do throws(StoreError) {
          return .success(try reader.list(blocks, below: folder))
        } catch {
          return .failure(error)
        }
      }
    }
  }

  /// - Returns: nil behind the last.
  package mutating func next() throws(StoreError) -> Listed? {
    while listed.isEmpty {
      while !workers.isFull, !blocks.isEmpty {
        let some = blocks.prefix(Self.blocksAtOnce)
        blocks = some.upperBound..<blocks.upperBound
        workers.begin(some)
      }
      guard let result = workers.next() else { return nil }
      listed = try result.get()[...]
    }
    return listed.popFirst()
  }
}

extension PostCollection {
  /// What lies below a folder, at any depth, in the order of paths; nil for what has to be read before
  /// it can be listed, and for a path that nothing lies below.
  ///
  /// - Parameter describe: as for `catalog`.
  package func listed(below folder: Path, describe: Describe?) throws(StoreError) -> ListedCursor? {
    guard case .indexed(let index) = source else { return nil }
    // What has been given out could not be taken back.
    guard (try? index.checkBytes()) != nil else { return nil }
    var first = index.rows(below: folder)
    guard try first.next() != nil else { return nil }
    return ListedCursor(index, below: folder, describe: describe)
  }
}
