import Archives
import Entries
import Posts
import Store
import Terminal
import View

/// The entries at and below some paths, in order; read from the index if there is one.
struct EntriesBelow {
  private let roots: [Path]
  private let describe: Describe?

  /// - Parameter needsFacts: whether the facts of posts are needed.
  init(_ roots: [Path], needsFacts: Bool) {
    self.roots = roots
    describe = needsFacts ? PostPage.facts : nil
  }

  /// Goes through the entries, part by part.
  ///
  /// - Parameters:
  ///   - initial: the output of a part without entries.
  ///   - makeFilter, add: as for `PartitionedListing`.
  ///   - take: receives the output of each part, in order.
  func forEach<Output: Sendable>(
    in session: Session, into initial: Output,
    where makeFilter: @escaping @Sendable () -> PathFilter<Output> = { { _, _ in true } },
    add: @escaping @Sendable (inout Output, ListedEntry) -> Void, take: (Output) throws -> Void
  ) throws {
    let collection = try session.collection()
    for root in roots {
      if root.isRoot, let parts = collection.parts(listedBelow: root) {
        try parts.forEach(
          describe: describe, interruption: session.interruption, into: initial, where: makeFilter,
          add: add, take: take)
        continue
      }
      let catalog = try collection.catalog(
        below: [root], describe: describe, context: session.context())
      let isWanted = makeFilter()
      var output = initial
      for item in catalog.listed where root.contains(item.entry.path) {
        if isWanted(&output, item.entry.path.bytes.span) { add(&output, item) }
      }
      try take(output)
    }
  }
}
