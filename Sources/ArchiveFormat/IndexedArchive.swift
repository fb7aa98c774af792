/// The numbers of the indexed archive, and its limits with their reasons.
///
/// The documentation of this module contains the specification; the table above each encoder shows
/// the part of it that the encoder writes.
package enum IndexedArchive {
  /// The number of the recipe. It must be raised whenever the same members would give other rows or
  /// other borders of frames than before, so that packing onto an older archive does not mix the
  /// two.
  package static let recipe: UInt32 = 3

  /// The version of the format. Versions 1 and 2 were written before the first release.
  package static let version: UInt32 = 3

  /// The unit of a tar in bytes; headers and contents are padded to a multiple of it.
  package static let unit = 512

  /// The length in bytes of tar of the pieces into which a member larger than a frame is cut.
  package static let pieceLength = 4 << 20

  /// The number of zeros that end the tar; they end the last frame.
  package static let endLength = 2 * unit

  // MARK: Magic numbers

  /// The magic of a zstd frame (RFC 8878, 3.1.1).
  package static let frameMagic: UInt32 = 0xFD2F_B528
  /// The magic of a skippable frame, with its lowest four bits cleared (RFC 8878, 3.1.2).
  package static let skippableMagic: UInt32 = 0x184D_2A50
  /// The magic of the skippable frame that is an index.
  package static let indexMagic: UInt32 = 0x184D_2A5B
  /// The magic of the skippable frame that may come after the end, for a signature.
  package static let signatureMagic: UInt32 = 0x184D_2A5C
  /// The magic of the skippable frame that is a seek table (zstd seekable format 0.1.0).
  package static let seekTableMagic: UInt32 = 0x184D_2A5E
  /// The magic at the end of a seek table, which is the end of the file (zstd seekable format
  /// 0.1.0).
  package static let seekTableEndMagic: UInt32 = 0x8F92_EAB1
  /// The magic of the trailer of an index.
  package static let trailerMagic: [UInt8] = Array("blogshIX".utf8)

  // MARK: Sizes

  /// The length in bytes of a skippable frame's header: magic and length.
  package static let skippableHeaderLength = 8
  /// The length of a trailer in bytes.
  package static let trailerLength = 160
  /// The length in bytes of an entry in the table of sections.
  static let sectionStride = 48
  /// The most bytes at the end of a payload that table of sections and trailer take.
  package static let maximumTail = maximumSectionCount * sectionStride + trailerLength
  /// The length of a seek table's footer in bytes.
  package static let seekTableFooterLength = 9
  /// The length of a digest in bytes.
  package static let digestLength = 32
  /// The length in bytes of a block's entry in the directory, without its path.
  static let directoryStride = 52

  /// The number of bytes of rows after which a block ends. A look-up decodes one block and goes
  /// through it in some 30 µs; blocks four times as large would make an index 4 % smaller.
  static let blockLength = 16 << 10

  /// The number of bytes of paths, written out, after which a block ends.
  static let blockPathLength = 1 << 20

  /// The level at which blocks are compressed: level 1 makes them 4 % larger in the same time,
  /// level 3 takes a third longer for 1 %.
  static let blockLevel = 2

  // MARK: Limits

  /// The greatest number of bytes that a frame or a block may decode to, because a reader holds it
  /// whole: four times the largest piece, and far more than any accepted front matter can add to a
  /// row.
  package static let maximumFrame = 16 << 20

  /// The greatest window of a frame in bytes: no frame decodes to more.
  package static let maximumWindow = maximumFrame

  /// The greatest payload of an index in bytes: a skippable frame stores its length in 32 bits.
  static let maximumPayload = Int(UInt32.max)

  /// The greatest number of sections of an index: a table that one read gets with the trailer.
  static let maximumSectionCount = 16

  /// The greatest length in bytes of a directory and of a record, which readers hold whole: far
  /// more than the index of any file can need.
  static let maximumDirectory = 64 << 20
  static let maximumRecord = 16 << 20

  /// The greatest number of rows of a block, and of bytes of their paths, written out: a reader may
  /// hold them.
  static let maximumBlockRows = 1 << 16
  static let maximumBlockPaths = 2 << 20

  /// The greatest length in bytes of the facts of a row: twice what front matter may weigh.
  static let maximumFacts = 8 << 20

  /// The greatest number of frames in a file: the limit of zstd's own reader of seek tables.
  package static let maximumFrameCount = 1 << 27

  /// The greatest length in bytes of a tar and of a file: half of the greatest 63-bit number, so
  /// that two lengths can be added.
  package static let maximumLength = Int64.max / 2

  /// The greatest number of segments beneath a snapshot, each of which a look-up may have to
  /// search: far more than remain when segments are merged by size.
  package static let maximumSegmentCount = 64

  /// The greatest number of a snapshot: enough for one per second for a century.
  package static let maximumSnapshot = Int(UInt32.max)

  /// The greatest number of snapshots in an archive, each of which all later indexes list.
  package static let maximumSnapshotCount = 1 << 16

  /// The greatest number of paths that a record names as not read.
  package static let maximumUnread = 1 << 16

  /// The greatest length in bytes of a snapshot's message, and of its origin.
  package static let maximumMessage = 64 << 10

  /// The greatest length of a path in bytes: eight times what Linux accepts in one call, and small
  /// enough that a reader can hold the rows of a frame.
  package static let maximumPath = 32 << 10

  /// The length in bytes of the longest path that fits a ustar header: a name of 100, a `/` that is
  /// not stored, and a prefix of 155 (POSIX.1-2017, pax).
  static let maximumPathInHeader = 256

  /// The greatest mode of a row: permissions, set-user-ID, set-group-ID and sticky bit.
  static let maximumMode: UInt64 = 0o7777
}
