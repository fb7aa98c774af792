/// Names the numbers of the indexed archive, and its limits with their reasons.
///
/// The documentation of this module holds the specification; what is drawn over each encoder is the
/// part of it that the encoder writes.
package enum IndexedArchive {
  /// Counts the recipes: raised whenever the same members would make other rows or borders than
  /// before, so that a pack onto an older archive does not mix the two.
  package static let recipe: UInt32 = 1

  /// Counts the bytes of a tar that headers and contents are filled up to.
  package static let unit = 512

  /// Counts the bytes of tar at which a member larger than a frame is cut.
  package static let pieceLength = 4 << 20

  /// Counts the zeros that end the tar, alone in their frame.
  package static let endLength = 2 * unit

  // MARK: Magic numbers

  /// Begins every zstd frame (RFC 8878, 3.1.1).
  package static let frameMagic: UInt32 = 0xFD2F_B528
  /// Begins every skippable frame, once its lowest four bits are cleared (RFC 8878, 3.1.2).
  package static let skippableMagic: UInt32 = 0x184D_2A50
  /// Begins the skippable frame of an index.
  package static let indexMagic: UInt32 = 0x184D_2A5B
  /// Begins the skippable frame of a seek table (zstd seekable format 0.1.0).
  package static let seekTableMagic: UInt32 = 0x184D_2A5E
  /// Ends a seek table, and the file with it (zstd seekable format 0.1.0).
  package static let seekTableEndMagic: UInt32 = 0x8F92_EAB1
  /// Begins the trailer of an index.
  static let trailerMagic: [UInt8] = Array("blogshIX".utf8)

  // MARK: Sizes

  /// Counts the bytes of magic and length that begin a skippable frame.
  package static let skippableHeaderLength = 8
  /// Counts the bytes of a trailer.
  package static let trailerLength = 160
  /// Counts the bytes of the footer of a seek table.
  package static let seekTableFooterLength = 9
  /// Counts the bytes of a digest.
  package static let digestLength = 32
  /// Counts the bytes that the directory holds for each block, its path left out.
  static let directoryStride = 16

  /// Counts the bytes of rows after which a block ends. A look-up decodes one block, and goes through
  /// it, in some 30 µs; four times as large, blocks would be 4 % smaller.
  static let blockLength = 16 << 10

  /// Compresses blocks: level 1 makes them 4 % larger in the same time, 3 takes a third longer for 1 %.
  static let blockLevel = 2

  // MARK: Limits

  /// Limits what a frame or a block decodes to, in bytes, since a reader holds it whole: four times
  /// the largest piece, and far above what any front matter that is read may make of a row.
  package static let greatestFrame = 16 << 20

  /// Limits the window of a frame, in bytes, to what `zstd -d` allows itself without being asked.
  package static let greatestWindow = 128 << 20

  /// Limits the payload of an index, in bytes, since a skippable frame counts them in 32 bits.
  static let greatestPayload = Int(UInt32.max)

  /// Limits the frames of a file to what zstd's own reader of seek tables allows.
  package static let greatestFrameCount = 1 << 27

  /// Limits the bytes of a tar and of a file: half of what 63 bits hold, so that two can be added.
  package static let greatestLength = Int64.max / 2

  /// Limits the runs that a snapshot stands on, each of which a look-up may have to ask: far above what
  /// runs that are merged by size come to.
  package static let greatestRunCount = 64

  /// Limits the numbers of snapshots: one a second for a century.
  package static let greatestSnapshot = Int(UInt32.max)

  /// Limits what a person says of a snapshot, in bytes.
  package static let greatestMessage = 64 << 10

  /// Limits a path, in bytes: eight times what Linux takes in one call, and little enough that the rows
  /// of a frame can be held.
  package static let greatestPath = 32 << 10

  /// Counts the bytes of a path that a ustar header has room for: a name of 100, a `/` that is not
  /// written, and a prefix of 155 (POSIX.1-2017, pax).
  static let greatestPathInHeader = 256

  /// Limits the mode of a row: permissions, set-user-ID, set-group-ID and sticky bit.
  static let greatestMode: UInt64 = 0o7777
}
