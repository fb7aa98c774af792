extension IndexTrailer {
  /// Encodes a trailer without its last field, the digest of the payload up to and including these
  /// bytes.
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
  ///     72     4  offset of the digests
  ///     76     4  offset of the directory
  ///     80     8  number of the first frame whose digest is in this index; 0 in version 1
  ///     88     4  offset of the record; 0 in version 1
  ///     92     4  zeros
  ///     96    32  SHA-256 of directory and record
  ///    128    32  SHA-256 of the payload up to here
  static func encodeUpToDigest(
    recipe: Recipe, blocks: Int, rows: Int, files: Int, frames: Int, tarLength: Int64,
    digestsOffset: Int, directoryOffset: Int, directoryDigest: Digest, history: HistoryFields?
  ) -> [UInt8] {
    var bytes = IndexedArchive.trailerMagic
    bytes.reserveCapacity(IndexedArchive.trailerLength)
    bytes.append(
      littleEndian: (history == nil ? IndexVersion.single : IndexVersion.history).rawValue)
    bytes.append(littleEndian: recipe.level)
    bytes.append(littleEndian: recipe.zstdVersion)
    bytes.append(littleEndian: recipe.libarchiveVersion)
    bytes.append(littleEndian: recipe.number)
    bytes.append(littleEndian: UInt32(blocks))
    let numbers = [
      Int64(rows), Int64(files), Int64(frames), tarLength, history?.previousIndex ?? 0,
    ]
    for number in numbers {
      bytes.append(littleEndian: number)
    }
    bytes.append(littleEndian: UInt32(digestsOffset))
    bytes.append(littleEndian: UInt32(directoryOffset))
    bytes.append(littleEndian: Int64(history?.firstFrame ?? 0))
    bytes.append(littleEndian: UInt32(history?.recordOffset ?? 0))
    bytes.append(littleEndian: 0 as UInt32)
    directoryDigest.append(to: &bytes)
    return bytes
  }

  /// The additional fields of a trailer in an index with history.
  struct HistoryFields {
    let previousIndex: Int64
    let firstFrame: Int
    let recordOffset: Int
  }

  /// Decodes a trailer and checks its numbers against each other.
  ///
  /// - Parameters:
  ///   - bytes: The last 160 bytes of the payload.
  ///   - payloadLength: The length of the payload in bytes: the frame without magic and length.
  /// - Throws: `.damaged` or `.unknownVersion`.
  package init(_ bytes: RawSpan, payloadLength: Int) throws(IndexError) {
    guard bytes.byteCount == IndexedArchive.trailerLength,
      IndexedArchive.trailerLength...IndexedArchive.maximumPayload ~= payloadLength,
      bytes.extracting(first: 8).array() == IndexedArchive.trailerMagic
    else { throw .damagedIndex("it does not end with a trailer") }
    let number = bytes.littleEndian(at: 8, as: UInt32.self)
    guard let version = IndexVersion(rawValue: number) else {
      throw IndexError(
        .unknownVersion,
        "The index has version \(number), and this program reads versions up to "
          + "\(IndexVersion.history.rawValue)")
    }
    self.version = version
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
    digestsOffset = Int(bytes.littleEndian(at: 72, as: UInt32.self))
    directoryOffset = Int(bytes.littleEndian(at: 76, as: UInt32.self))
    firstFrame = try Self.count(in: bytes, at: 80, upTo: Int64(IndexedArchive.maximumFrameCount))
    let recordOffset = Int(bytes.littleEndian(at: 88, as: UInt32.self))
    let isWithoutHistory = previousIndex == 0 && firstFrame == 0 && recordOffset == 0
    self.recordOffset =
      version == .history ? recordOffset : payloadLength - IndexedArchive.trailerLength
    guard version == .history || isWithoutHistory, (firstFrame == 0) == (previousIndex == 0),
      bytes.littleEndian(at: 92, as: UInt32.self) == 0,
      let directoryDigest = Digest(bytes.extracting(96..<128)),
      let payloadDigest = Digest(bytes.extracting(128..<160))
    else { throw .damagedIndex("reserved bytes of its trailer are not zero") }
    self.directoryDigest = directoryDigest
    self.payloadDigest = payloadDigest
    self.payloadLength = payloadLength
    try check()
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
