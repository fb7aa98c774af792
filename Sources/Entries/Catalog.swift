package import Posts

/// An entry of a listing.
package struct ListedEntry: Equatable, Sendable {
  package var entry: Entry
  /// The facts, in memory of their own: a listing may have millions of entries without any.
  private var kept: Kept?

  /// The facts that a post states about itself; nil for all but posts, and if nobody asked for
  /// them.
  package var facts: PostFacts? {
    get { kept?.facts }
    set { kept = newValue.map(Kept.init) }
  }

  private final class Kept: Sendable {
    let facts: PostFacts

    init(_ facts: PostFacts) { self.facts = facts }
  }

  package init(entry: Entry, facts: PostFacts? = nil) {
    self.entry = entry
    kept = facts.map(Kept.init)
  }

  package static func == (one: ListedEntry, other: ListedEntry) -> Bool {
    one.entry == other.entry && one.facts == other.facts
  }

  /// The title to show for a post whose facts are known: its own, or the one that its path implies.
  package var title: String? { facts?.title(orHeading: nil, path: entry.path) }
}

/// The entries of a collection sorted by path, each path once, with every folder that a path
/// implies.
package struct Catalog: Sendable {
  package let listed: [ListedEntry]

  /// Sorts entries. Of several with the same path the last counts, as when a tar is unpacked. A
  /// path that implies too many folders is left out and reported.
  ///
  /// - Parameter archive: the archive that the entries are in, for messages; nil for a folder.
  package init(_ met: consuming [ListedEntry], of archive: String?, context: Context) {
    var listed = met
    if !Self.isInOrder(listed) {
      // The standard library's sort is stable, so that the last entry of a path stays the last.
      listed.sort { $0.entry.path < $1.entry.path }
      listed = listed.indices.compactMap { index in
        let isReplaced =
          index + 1 < listed.count && listed[index + 1].entry.path == listed[index].entry.path
        return isReplaced ? nil : listed[index]
      }
    }
    let most = context.limits.paths(from: 0)
    let folders = Set(listed.lazy.filter(\.entry.isFolder).map(\.entry.path))
    let (implied, refused) = Self.foldersAbove(
      listed.lazy.map(\.entry.path), whereKnown: folders.contains, within: most)
    if !refused.isEmpty {
      for path in refused { context.report(.exceeding(.paths(most), .list, path, in: archive)) }
      let left = Set(refused)
      listed.removeAll { left.contains($0.entry.path) }
    }
    if !implied.isEmpty {
      listed.append(contentsOf: implied.lazy.map { ListedEntry(entry: .impliedFolder($0)) })
      listed.sort { $0.entry.path < $1.entry.path }
    }
    self.listed = listed
  }

  /// Whether the paths are in order and each occurs once, as in a walk through a folder.
  private static func isInOrder(_ listed: [ListedEntry]) -> Bool {
    listed.indices.dropFirst().allSatisfy {
      listed[$0 - 1].entry.path < listed[$0].entry.path
    }
  }

  /// Returns the folders above paths that have no entry of their own, and those of the paths that
  /// would imply too many of them.
  ///
  /// - Parameters:
  ///   - isKnown: returns whether a folder has an entry.
  ///   - limit: the greatest total length of the paths of these folders, in bytes.
  package static func foldersAbove(
    _ paths: some Sequence<Path>, whereKnown isKnown: (Path) -> Bool, within limit: Int64
  ) -> (implied: Set<Path>, refused: [Path]) {
    var implied: Set<Path> = []
    var refused: [Path] = []
    var left = limit
    var last = Path.root
    for path in paths {
      let parent = path.parent
      if parent == last { continue }
      var unknown: [Path] = []
      var bytes: Int64 = 0
      var folder = parent
      while !folder.isRoot, !implied.contains(folder), !isKnown(folder), bytes <= left {
        unknown.append(folder)
        bytes += Int64(folder.bytes.count)
        folder = folder.parent
      }
      guard bytes <= left else {
        refused.append(path)
        continue
      }
      last = parent
      left -= bytes
      implied.formUnion(unknown)
    }
    return (implied, refused)
  }

  /// The entry at exactly this path; nil if there is none.
  package subscript(path: Path) -> ListedEntry? {
    let index = firstIndex(notBefore: path)
    guard index < listed.endIndex, listed[index].entry.path == path else { return nil }
    return listed[index]
  }

  /// Returns the entries below `folder`, at any depth.
  package func below(_ folder: Path) -> ArraySlice<ListedEntry> {
    guard !folder.isRoot else { return listed[...] }
    // The entries below a folder are adjacent, before any other path that begins with the folder's;
    // no path holds a NUL byte.
    let start = firstIndex(notBefore: Path(uncheckedBytes: folder.bytes + [UInt8.slash]))
    let end = firstIndex(notBefore: Path(uncheckedBytes: folder.bytes + [0]))
    return listed[start..<end]
  }

  /// Returns the entries in `folder` itself.
  package func children(of folder: Path) -> [ListedEntry] {
    below(folder).filter { $0.entry.path.parent == folder }
  }

  private func firstIndex(notBefore path: Path) -> Int {
    listed.partitioningIndex { $0.entry.path >= path }
  }
}

extension Array {
  /// Returns the index of the first element for which the condition is true, by binary search; the
  /// end if it is true for none. It must be true for all elements after that one. (swift-algorithms
  /// has the same.)
  package func partitioningIndex(where comesAfter: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if comesAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
