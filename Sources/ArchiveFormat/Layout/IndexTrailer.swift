/// The end of an index: its counts, the table of its sections, and the root.
package struct IndexTrailer: Equatable, Sendable {
  /// The recipe by which the archive was made.
  package let recipe: Recipe
  /// The number of blocks of rows.
  package let blocks: Int
  /// The number of rows.
  package let rows: Int
  /// The number of rows that are files; each has a digest.
  package let files: Int
  /// The number of frames before the index: those that hold the tar and, in a history, earlier
  /// indexes.
  package let frames: Int
  /// The number of frames up to and including the previous index, whose digests are in earlier
  /// indexes; 0 if there is none.
  package let firstFrame: Int
  /// The number of bytes to which the frames before the index decode.
  package let tarLength: Int64
  /// The offset in the file of the previous index; 0 if there is none.
  package let previousIndex: Int64
  /// Whether the index is that of a snapshot, and has its record.
  package let hasRecord: Bool
  /// The SHA-256 of the frame that ends the tar, as stored, if this is the newest index.
  package let endDigest: Digest
  /// The sections, in the order of the payload.
  package let sections: [IndexSection]
  /// The SHA-256 of the table of sections and of the trailer before it, which commits to all of the
  /// index.
  package let root: Digest
  /// The length of the payload in bytes.
  package let payloadLength: Int

  // Sections that every look-up needs.

  /// The sections of the digests of contents and of frames, and that of the directory.
  let contents: Range<Int>
  private let frameDigests: Range<Int>
  package let directory: Range<Int>

  /// The numbers of the frames whose digests this index holds: those after the previous index.
  package var ownFrames: Range<Int> { firstFrame..<frames }

  /// Returns a section; nil if the index has none with the tag.
  package func section(_ tag: IndexSection.Tag) -> IndexSection? {
    sections.first { $0.tag == tag }
  }

  /// Returns the range in the payload of the digest of a stored frame.
  ///
  /// - Parameter frame: The number of the frame, one of `ownFrames`.
  package func digestExtent(ofFrame frame: Int) -> Range<Int> {
    let start = frameDigests.lowerBound + (frame - firstFrame) * IndexedArchive.digestLength
    return start..<(start + IndexedArchive.digestLength)
  }

  /// Returns the length in bytes of the end of a payload that `init` needs.
  ///
  /// - Parameter payloadLength: The length of the payload in bytes.
  package static func tailLength(of payloadLength: Int) -> Int {
    min(payloadLength, IndexedArchive.maximumTail)
  }

  /// Decodes table of sections and trailer, and checks the numbers against each other.
  ///
  /// - Parameters:
  ///   - tail: The last bytes of the payload, as many as `tailLength` says.
  ///   - payloadLength: The length of the payload in bytes: the frame without magic and length.
  /// - Throws: `.damaged` or `.unknownVersion`.
  package init(_ tail: RawSpan, payloadLength: Int) throws(IndexError) {
    guard IndexedArchive.trailerLength...IndexedArchive.maximumPayload ~= payloadLength,
      tail.byteCount == Self.tailLength(of: payloadLength)
    else { throw Self.missing }
    let bytes = tail.extracting(last: IndexedArchive.trailerLength)
    try Self.checkVersion(bytes, in: tail)
    recipe = Recipe(
      level: bytes.littleEndian(at: 12, as: Int32.self),
      zstdVersion: bytes.littleEndian(at: 16, as: UInt32.self),
      libarchiveVersion: bytes.littleEndian(at: 20, as: UInt32.self),
      number: bytes.littleEndian(at: 24, as: UInt32.self))
    blocks = Int(bytes.littleEndian(at: 28, as: UInt32.self))
    rows = try Self.count(in: bytes, at: 32, upTo: Int64(UInt32.max))
    files = try Self.count(in: bytes, at: 40, upTo: Int64(UInt32.max))
    frames = try Self.count(in: bytes, at: 48, upTo: Int64(IndexedArchive.maximumFrameCount))
    tarLength = Int64(try Self.count(in: bytes, at: 56, upTo: IndexedArchive.maximumLength))
    previousIndex = Int64(try Self.count(in: bytes, at: 64, upTo: IndexedArchive.maximumLength))
    firstFrame = try Self.count(in: bytes, at: 72, upTo: Int64(IndexedArchive.maximumFrameCount))
    let count = Int(bytes.littleEndian(at: 80, as: UInt32.self))
    let flags = bytes.littleEndian(at: 84, as: UInt32.self)
    hasRecord = flags & Self.recordFlag != 0
    let tableLength = count * IndexedArchive.sectionStride
    guard flags & ~Self.recordFlag == 0, bytes.littleEndian(at: 88, as: UInt64.self) == 0,
      count <= IndexedArchive.maximumSectionCount,
      tableLength + IndexedArchive.trailerLength <= payloadLength,
      let endDigest = Digest(bytes.extracting(96..<128)),
      let root = Digest(bytes.extracting(128..<160))
    else { throw .damagedIndex("a field of its trailer is out of range") }
    let rooted = tail.extracting(last: tableLength + IndexedArchive.trailerLength)
      .extracting(droppingLast: IndexedArchive.digestLength)
    guard Digest(of: rooted) == root else {
      throw .damagedIndex("its end does not match the SHA-256 there")
    }
    (self.endDigest, self.root, self.payloadLength) = (endDigest, root, payloadLength)
    let sections = try IndexSection.decode(
      rooted.extracting(first: tableLength),
      endingAt: payloadLength - IndexedArchive.trailerLength - tableLength)
    self.sections = sections
    func extent(_ tag: IndexSection.Tag) throws(IndexError) -> Range<Int> {
      guard let section = sections.first(where: { $0.tag == tag }) else {
        throw .damagedIndex("it lacks a section")
      }
      return section.extent
    }
    contents = try extent(.contents)
    frameDigests = try extent(.frames)
    directory = try extent(.directory)
    try check(rowsLength: extent(.rows).count)
  }

  private static let recordFlag: UInt32 = 1

  private static var missing: IndexError { .damagedIndex("it does not end with a trailer") }

  private static func checkVersion(_ bytes: RawSpan, in tail: RawSpan) throws(IndexError) {
    guard bytes.extracting(first: 8).array() == IndexedArchive.trailerMagic else { throw missing }
    let version = bytes.littleEndian(at: 8, as: UInt32.self)
    switch version {
    case IndexedArchive.version: break
    case 1, 2:
      guard !isSealed(tail) else { throw .damagedIndex("its version is not the one it had") }
      throw IndexError(
        .oldVersion, "it was written before the first release, in version \(version)")
    default:
      throw IndexError(
        .unknownVersion,
        "The index has version \(version), and this program reads version \(IndexedArchive.version)"
      )
    }
  }

  /// Returns whether the root is that of this version, so that only the number of the version has
  /// changed.
  private static func isSealed(_ tail: RawSpan) -> Bool {
    var bytes = tail.array()
    let start = bytes.count - IndexedArchive.trailerLength
    let sections = Int(tail.littleEndian(at: start + 80, as: UInt32.self))
    guard sections <= IndexedArchive.maximumSectionCount,
      case let table = start - sections * IndexedArchive.sectionStride, table >= 0
    else { return false }
    var version: [UInt8] = []
    version.append(littleEndian: IndexedArchive.version)
    bytes.replaceSubrange((start + 8)..<(start + 12), with: version)
    let rooted = bytes[table...].dropLast(IndexedArchive.digestLength)
    return unsafe Digest(of: Array(rooted).span.bytes).bytes
      .elementsEqual(bytes.suffix(IndexedArchive.digestLength))
  }

  private static func count(
    in bytes: RawSpan, at offset: Int, upTo limit: Int64
  ) throws(IndexError) -> Int {
    let number = bytes.littleEndian(at: offset, as: UInt64.self)
    guard number <= UInt64(limit) else {
      throw .damagedIndex("a count in its trailer is out of range")
    }
    return Int(number)
  }
}

extension IndexTrailer {
  /// Checks the numbers against each other, so that every offset points to a possible place.
  private func check(rowsLength: Int) throws(IndexError) {
    guard blocks <= rows, files <= rows, (blocks == 0) == (rows == 0), firstFrame <= frames,
      frames > 0 || rows == 0, (firstFrame == 0) == (previousIndex == 0)
    else { throw .damagedIndex("a count in its trailer is out of range") }
    guard contents.count == files * IndexedArchive.digestLength,
      frameDigests.count == ownFrames.count * IndexedArchive.digestLength,
      directory.count >= blocks * IndexedArchive.directoryStride,
      directory.count <= IndexedArchive.maximumDirectory, directory.isEmpty == (blocks == 0),
      (rowsLength == 0) == (blocks == 0), (section(.record) != nil) == hasRecord,
      section(.record)?.extent.count ?? 0 <= IndexedArchive.maximumRecord,
      (section(.past) != nil) == (previousIndex > 0), hasRecord || previousIndex == 0
    else { throw .damagedIndex("a section is not as long as its trailer says") }
    let units = tarLength / Int64(IndexedArchive.unit)
    guard tarLength % Int64(IndexedArchive.unit) == 0,
      units <= Int64(frames) * Int64(IndexedArchive.maximumFrame / IndexedArchive.unit),
      hasRecord || canHoldRows(units)
    else { throw .damagedIndex("the length of the tar in its trailer is out of range") }
  }

  /// Returns whether an index without history has no more rows and frames than the tar can hold.
  private func canHoldRows(_ units: Int64) -> Bool {
    // Each row has a header of its own, and each frame decodes to at least one unit. The exception
    // is the one frame of an archive without members, which lets the file begin with a zstd frame.
    rows <= units && frames <= max(units, 1) && (rows > 0 || tarLength == 0)
  }
}

// MARK: - Encoding

extension IndexTrailer {
  /// The fields of a trailer that the writer of an index gives.
  struct Fields {
    let recipe: Recipe
    let blocks: Int
    let rows: Int
    let files: Int
    let frames: Int
    let tarLength: Int64
    /// The offset in the file of the previous index, and the number of the first frame after it; 0
    /// if there is none.
    let previousIndex: Int64
    let firstFrame: Int
    let hasRecord: Bool
    /// nil if the end is not known yet, or will never be this.
    let endDigest: Digest?

    /// Encodes the trailer without its last field, the root.
    ///
    ///     at  size  what
    ///      0     8  magic, `blogshIX`
    ///      8     4  version
    ///     12     4  level of the frames, signed
    ///     16     4  version of libzstd
    ///     20     4  version of libarchive
    ///     24     4  recipe
    ///     28     4  blocks
    ///     32     8  rows
    ///     40     8  files
    ///     48     8  frames
    ///     56     8  length of the tar
    ///     64     8  offset in the file of the previous index, 0 for none
    ///     72     8  number of the first frame whose digest is in this index
    ///     80     4  sections
    ///     84     4  flags: 1 there is a record
    ///     88     8  zeros
    ///     96    32  SHA-256 of the frame that ends the tar
    ///    128    32  root: SHA-256 of the table of sections and of the trailer up to here
    func encodeUpToRoot(sections: Int) -> [UInt8] {
      var bytes = IndexedArchive.trailerMagic
      bytes.reserveCapacity(IndexedArchive.trailerLength)
      bytes.append(littleEndian: IndexedArchive.version)
      bytes.append(littleEndian: recipe.level)
      bytes.append(littleEndian: recipe.zstdVersion)
      bytes.append(littleEndian: recipe.libarchiveVersion)
      bytes.append(littleEndian: recipe.number)
      bytes.append(littleEndian: UInt32(blocks))
      let numbers = [
        Int64(rows), Int64(files), Int64(frames), tarLength, previousIndex, Int64(firstFrame),
      ]
      for number in numbers { bytes.append(littleEndian: number) }
      bytes.append(littleEndian: UInt32(sections))
      bytes.append(littleEndian: hasRecord ? recordFlag : 0)
      bytes.append(littleEndian: 0 as UInt64)
      bytes += endDigest?.bytes ?? [UInt8](repeating: 0, count: IndexedArchive.digestLength)
      return bytes
    }
  }

  /// Returns the end of a payload with the digest of the frame that ends the tar, and the root that
  /// follows from it.
  ///
  /// - Parameter tail: The bytes from the table of sections on.
  package static func seal(_ tail: [UInt8], end: Digest) -> [UInt8] {
    var sealed = Array(tail.dropLast(2 * IndexedArchive.digestLength))
    end.append(to: &sealed)
    unsafe Digest(of: sealed.span.bytes).append(to: &sealed)
    return sealed
  }

  /// The length in bytes of the table of sections and the trailer.
  package var length: Int {
    sections.count * IndexedArchive.sectionStride + IndexedArchive.trailerLength
  }
}
