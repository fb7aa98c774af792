import Archives
import Entries
import Posts
import Store
import Terminal
import View

/// The entries at and below some paths, in order; read from the index if there is one.
///
/// If facts are needed, it warns of each post whose front matter does not parse.
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
    let needsFacts = describe != nil
    let parts = roots.contains(.root) ? collection.parts(listedBelow: .root) : nil
    let rest = parts == nil ? roots : roots.filter { !$0.isRoot }
    // One question for all, since an archive without an index is read for each.
    let catalog =
      rest.isEmpty
      ? nil
      : try collection.catalog(below: rest, describe: describe, context: session.context())
    for root in roots {
      if root.isRoot, let parts {
        try parts.forEach(
          describe: describe, interruption: session.interruption, into: ListedPart(initial),
          where: {
            let isWanted = makeFilter()
            return { isWanted(&$0.output, $1) }
          },
          add: { part, item in
            if needsFacts { part.note(item) }
            add(&part.output, item)
          },
          take: { part in
            session.warn(ofBrokenFrontMatterAt: part.broken)
            try take(part.output)
          })
        continue
      }
      guard let catalog else { continue }
      let isWanted = makeFilter()
      var part = ListedPart(initial)
      for item in [catalog[root]].compactMap(\.self) + catalog.below(root) {
        guard isWanted(&part.output, item.entry.path.bytes.span) else { continue }
        if needsFacts { part.note(item) }
        add(&part.output, item)
      }
      session.warn(ofBrokenFrontMatterAt: part.broken)
      try take(part.output)
    }
  }
}
