package import Posts

/// What a listing knows of one entry.
package struct Listed: Equatable, Sendable {
  package var entry: Entry
  /// What the post says of itself; nil where it was not asked for, and for all but posts.
  package var facts: PostFacts?

  package init(entry: Entry, facts: PostFacts? = nil) {
    self.entry = entry
    self.facts = facts
  }
}

/// Entries of a collection sorted by path, each path once, with every folder that a path tells of.
package struct Catalog: Sendable {
  package let listed: [Listed]

  /// How many bytes the paths of folders may take that only the paths below them tell of; more than those
  /// of any person's posts do. A hundred kilobytes of `d/` tell of folders whose paths fill gigabytes.
  private static let mostBytesOfImpliedFolders = 256 << 20

  /// Puts entries in order: of several with one path the last counts, as when a tar is unpacked.
  ///
  /// - Parameter refuse: told of each path that is left out, since there would be too many folders above it.
  package init(_ met: consuming [Listed], refuse: (Path) -> Void) {
    var listed = met
    if !Self.isInOrder(listed) {
      // The standard library's sort is stable, so that the last of one path stays the last.
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
      listed.append(contentsOf: implied.lazy.map { Listed(entry: .impliedFolder($0)) })
      listed.sort { $0.entry.path < $1.entry.path }
    }
    self.listed = listed
  }

  /// Whether each path stands once and in its place, as a walk through a folder gives them.
  private static func isInOrder(_ listed: [Listed]) -> Bool {
    listed.indices.dropFirst().allSatisfy {
      listed[$0 - 1].entry.path < listed[$0].entry.path
    }
  }

  /// The folders that stand above an entry without having one of their own, and the entries with whose
  /// folders there would be too many.
  private static func foldersAbove(
    _ listed: [Listed]
  ) -> (implied: Set<Path>, refused: [Path]) {
    var known = Set(listed.lazy.filter(\.entry.isFolder).map(\.entry.path))
    var implied: Set<Path> = []
    var refused: [Path] = []
    var left = mostBytesOfImpliedFolders
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

  /// The entry at exactly this path.
  package subscript(path: Path) -> Listed? {
    let index = firstIndex(notBefore: path)
    guard index < listed.endIndex, listed[index].entry.path == path else { return nil }
    return listed[index]
  }

  /// The entries below `folder`, at any depth.
  package func below(_ folder: Path) -> ArraySlice<Listed> {
    guard !folder.isRoot else { return listed[...] }
    // What lies below stands together, before any other path that begins with the folder's; no path
    // holds a zero byte.
    let start = firstIndex(notBefore: Path(uncheckedBytes: folder.bytes + [UInt8(ascii: "/")]))
    let end = firstIndex(notBefore: Path(uncheckedBytes: folder.bytes + [0]))
    return listed[start..<end]
  }

  /// The entries in `folder` itself.
  package func children(of folder: Path) -> [Listed] {
    below(folder).filter { $0.entry.path.parent == folder }
  }

  private func firstIndex(notBefore path: Path) -> Int {
    listed.partitioningIndex { $0.entry.path >= path }
  }
}

extension Array {
  /// The index of the first element that something is true of, where it is of all behind that too; the
  /// end where it is of none. (swift-algorithms has the same.)
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
