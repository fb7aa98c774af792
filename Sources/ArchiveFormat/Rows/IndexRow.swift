package import Posts

/// Tells of one member of an archive: what it is, where it lies, and what it holds.
package struct IndexRow: Hashable, Sendable {
  /// Says where the reading of a member begins: at its pax header if it has one, else at its header.
  package struct Place: Hashable, Sendable {
    /// Counts the frames of the file before the one that the member begins in.
    package var frame: Int
    /// Counts the bytes of the decoded frame before the member: a multiple of 512.
    package var position: Int

    package init(frame: Int, position: Int) {
      self.frame = frame
      self.position = position
    }
  }

  /// Holds path, kind, mode, time and size; special, and without the others, where the row tells that
  /// there is no member of this path any more.
  package var entry: Entry
  package var place: Place
  /// Holds the SHA-256 of a file's content; nil for all but files, and where none was asked for.
  package var digest: Digest?
  /// Holds the facts of a post; nil for all else.
  package var facts: PostFacts?

  package init(entry: Entry, place: Place, digest: Digest? = nil, facts: PostFacts? = nil) {
    self.entry = entry
    self.place = place
    self.digest = digest
    self.facts = facts
  }

  /// Makes the row that tells of a removal.
  package static func removal(of path: Path) -> IndexRow {
    IndexRow(
      entry: Entry(path: path, kind: .special, mode: nil, modified: nil, size: 0),
      place: Place(frame: 0, position: 0))
  }

  /// Tells whether there is no member of this path any more.
  package var isRemoval: Bool { entry.kind == .special }

  /// Tells whether a path and a kind are those of a row that may have facts: a post by name, and a
  /// file or another name of one.
  static func mayHaveFacts(_ entry: Entry) -> Bool {
    switch entry.kind {
    case .file, .hardLink: entry.path.isPost
    case .folder, .symbolicLink, .special: false
    }
  }
}
