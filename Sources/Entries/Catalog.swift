package import Posts

/// An entry of a listing.
package struct ListedEntry: Equatable, Sendable {
  package var entry: Entry
  /// The facts that a post states about itself; nil for all but posts, and if nobody asked for
  /// them.
  package var facts: PostFacts?

  package init(entry: Entry, facts: PostFacts? = nil) {
    self.entry = entry
    self.facts = facts
  }
}

/// The entries of a collection sorted by path, each path once, with every folder that a path
/// implies.
package struct Catalog: Sendable {
  package let listed: [ListedEntry]

  /// The largest total length, in bytes, of the paths of folders that only the paths below them
  /// imply. The posts of any person need less, but a hundred kilobytes of `d/` imply folders whose
  /// paths fill gigabytes.
  private static let maximumBytesOfImpliedFolders = 256 << 20

  /// Sorts entries. Of several with the same path the last counts, as when a tar is unpacked.
  ///
  /// - Parameter refuse: called with each path that is left out because it implies too many
  ///   folders.
  package init(_ met: consuming [ListedEntry], refuse: (Path) -> Void) {
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
    let (implied, refused) = Self.foldersAbove(listed)
    if !refused.isEmpty {
      refused.forEach(refuse)
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

  /// Returns the folders above entries that have no entry of their own, and the paths of the
  /// entries that would imply too many of them.
  private static func foldersAbove(
    _ listed: [ListedEntry]
  ) -> (implied: Set<Path>, refused: [Path]) {
    var known = Set(listed.lazy.filter(\.entry.isFolder).map(\.entry.path))
    var implied: Set<Path> = []
    var refused: [Path] = []
    var left = maximumBytesOfImpliedFolders
    var last = Path.root
    for item in listed {
      let parent = item.entry.path.parent
      if parent == last { continue }
      var unknown: [Path] = []
      var bytes = 0
      var folder = parent
      while !folder.isRoot, !known.contains(folder), bytes <= left {
        unknown.append(folder)
        bytes += folder.bytes.count
        folder = folder.parent
      }
      guard bytes <= left else {
        refused.append(item.entry.path)
        continue
      }
      last = parent
      left -= bytes
      known.formUnion(unknown)
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
  package func partitioningIndex(where belongsBehind: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if belongsBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
