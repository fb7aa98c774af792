package import Posts

/// A row of an index: the kind, the place and the properties of one member of an archive.
package struct IndexRow: Hashable, Sendable {
  /// The place at which reading a member begins: its pax header if it has one, else its header.
  package struct Place: Hashable, Sendable {
    /// The number of the frame in which the member begins, counted from 0 in the file.
    package var frame: Int
    /// The offset of the member in the decoded frame in bytes: a multiple of 512.
    package var position: Int

    package init(frame: Int, position: Int) {
      self.frame = frame
      self.position = position
    }
  }

  /// The path, kind, mode, time and size of the member. In a removal, the kind is special and mode
  /// and time are missing.
  package var entry: Entry
  package var place: Place
  /// The SHA-256 of a file's content; nil for other kinds, and if no digests were read.
  package var digest: Digest?
  /// The facts of a post; nil for everything else.
  package var facts: PostFacts?
  /// The path in the header of the member, if the file was moved since that was written; otherwise
  /// nil.
  package var memberPath: Path?

  package init(
    entry: Entry, place: Place, digest: Digest? = nil, facts: PostFacts? = nil,
    memberPath: Path? = nil
  ) {
    self.entry = entry
    self.place = place
    self.digest = digest
    self.facts = facts
    self.memberPath = memberPath
  }

  /// Makes the row that marks a path as removed.
  package static func removal(of path: Path) -> IndexRow {
    IndexRow(
      entry: Entry(path: path, kind: .special, mode: nil, modified: nil, size: 0),
      place: Place(frame: 0, position: 0))
  }

  /// Returns the row of the same member with the mode and the time of an entry.
  package func restated(as entry: Entry) -> IndexRow {
    var row = self
    (row.entry.mode, row.entry.modified) = (entry.mode, entry.modified)
    return row
  }

  /// Returns the row of the same member at the path of an entry, with the mode and the time of the
  /// entry.
  package func moved(to entry: Entry, facts: PostFacts?) -> IndexRow {
    var row = restated(as: entry)
    row.memberPath = entry.path == pathInTar ? nil : pathInTar
    row.entry.path = entry.path
    row.facts = facts
    return row
  }

  /// The path in the header of the member.
  package var pathInTar: Path { memberPath ?? entry.path }

  /// Whether the row says that its path no longer has a member.
  package var isRemoval: Bool { entry.kind == .special }

  /// Returns whether an entry may have facts: a file or a hard link whose path names a post.
  static func mayHaveFacts(_ entry: Entry) -> Bool {
    switch entry.kind {
    case .file, .hardLink: entry.path.isPost
    case .folder, .symbolicLink, .special: false
    }
  }
}
