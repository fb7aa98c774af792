import ArchiveFormat

/// The skippable frames of zstd that an archive has between its members, as one who reads without its
/// index passes them over.
package struct SkippedFrames {
  /// How many there are, by their magics.
  private var counts: [UInt32: Int]

  init(_ counts: [UInt32: Int] = [:]) { self.counts = counts }

  mutating func add(_ magic: UInt32) { counts[magic, default: 0] += 1 }

  /// Whether one says that it is an index.
  package var hasIndex: Bool { counts[IndexedArchive.indexMagic] != nil }

  /// Whether one says that it is a seek table, as others write them too.
  package var hasSeekTable: Bool { counts[IndexedArchive.seekTableMagic] != nil }

  /// Whether there are more than an index and a seek table, all that an archive of one state has. A
  /// history has an index for each snapshot, of which one may be damaged and not say so any more.
  var mayBeOfHistory: Bool {
    let indexes = counts[IndexedArchive.indexMagic] ?? 0
    return indexes > 1 || indexes == 1 && counts.values.reduce(0, +) > 2
  }
}
