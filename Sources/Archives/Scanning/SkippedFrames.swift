import ArchiveFormat

/// The skippable zstd frames between the members of an archive, as counted by a reader that passes
/// them over because it does not use the index.
package struct SkippedFrames {
  /// The number of frames of each magic number.
  private var counts: [UInt32: Int]

  package init(_ counts: [UInt32: Int] = [:]) { self.counts = counts }

  package mutating func add(_ magic: UInt32) { counts[magic, default: 0] += 1 }

  /// Whether a frame claims to be an index.
  package var hasIndex: Bool { counts[IndexedArchive.indexMagic] != nil }

  /// Whether a frame claims to be a seek table, which other programs write too.
  package var hasSeekTable: Bool { counts[IndexedArchive.seekTableMagic] != nil }

  /// Whether there is more than one index, one signature and one seek table, which is all that an
  /// archive of one state has. A history has an index for each snapshot, but a damaged one may not
  /// be recognizable.
  package var mayBeOfHistory: Bool {
    let indexes = counts[IndexedArchive.indexMagic] ?? 0
    let signatures = min(counts[IndexedArchive.signatureMagic] ?? 0, 1)
    return indexes > 1 || indexes == 1 && counts.values.reduce(0, +) - signatures > 2
  }
}
