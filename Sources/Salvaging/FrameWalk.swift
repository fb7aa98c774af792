package import ArchiveFormat
package import Archives

/// Walks through the zstd frames of a file, and skips damaged parts.
///
/// The places of the frames come from the seek table if that is whole, or else from the block
/// headers of each frame. If a frame does not decode, the next one is searched for after it. A
/// frame counts only if its checksum is right, and a skippable frame only if another frame begins,
/// or the file ends, where it ends. Memory is limited to what a frame may decode to.
package struct FrameWalk {
  @safe package enum Step {
    /// A frame, and the bytes that it decodes to, which are valid until the next step.
    case frame(Range<Int64>, UnsafeRawBufferPointer)
    /// Bytes in which no frame was found.
    case damage(Range<Int64>)
  }

  private let source: any ByteSource
  private let length: Int64
  private let decompressor: FrameDecompressor
  /// The seek table, if the places of the frames are known.
  private let table: SeekTable?
  private var position: Int64 = 0
  /// The skippable frames met so far, and damaged frames that are indexes according to the seek
  /// table.
  private(set) var skipped = SkippedFrames()
  /// The number of the next frame in the table.
  private var frame = 0
  /// The step after the damage that was given out last.
  private var pending: Step?
  /// The number of bytes examined in vain. It limits the time for a file with many places that only
  /// look like the beginning of a frame.
  private var effort: Int64 = 0

  /// The numbers of bytes read to find the end of a frame: the first is enough for most frames, the
  /// last for the largest.
  private static let windows: [Int64] = [256 << 10, 4 << 20, 17 << 20]

  /// The effort of decoding in vain, as a number of examined bytes: an eighth of the largest frame.
  private static let effortOfDecoding: Int64 = 2 << 20
  /// The effort allowed for each byte of the file. Real damage needs two or three looks at each
  /// byte.
  private static let effortForEachByte: Int64 = 32
  private static let minimumEffort: Int64 = 256 << 20

  package init(_ source: any ByteSource, length: Int64, table: SeekTable?) throws(IndexError) {
    self.source = source
    self.length = length
    self.table = table
    decompressor = try FrameDecompressor()
  }

  /// Advances to the next step, past skippable frames; returns nil at the end of the file.
  package mutating func next() throws(ReadFailure) -> Step? {
    if let step = pending.take() { return step }
    return table == nil ? try nextByChain() : try nextByTable()
  }

  // MARK: By the seek table

  private mutating func nextByTable() throws(ReadFailure) -> Step? {
    guard let table else { return nil }
    var start = position
    while frame < table.count {
      let extent = table.extent(of: frame)
      let isIndex = table.decodedLength(of: frame) == 0
      frame += 1
      position = extent.upperBound
      // The table only gives the place of a frame. The frame itself shows its kind and length.
      let head = try source.bytes(in: extent.prefix(FrameStart.byteCount)) ?? []
      switch unsafe FrameStart(head.span.bytes) {
      case .zstd:
        guard extent.count <= Self.windows[2], let stored = try source.bytes(in: extent),
          let bytes = unsafe try? decompressor.reusedBytes(of: stored.span.bytes)
        else { continue }
        return unsafe give(.frame(extent, bytes), after: start..<extent.lowerBound)
      case .neither where !isIndex: continue
      case .neither: skipped.add(IndexedArchive.indexMagic)
      case .skippable(let magic, _): skipped.add(magic)
      }
      if start < extent.lowerBound { return .damage(start..<extent.lowerBound) }
      start = position
    }
    return start < position ? .damage(start..<position) : nil
  }

  /// Returns a step or, if there is damage before it, the damage first.
  private mutating func give(_ step: Step, after lost: Range<Int64>) -> Step {
    guard !lost.isEmpty else { return step }
    pending = step
    return .damage(lost)
  }

  // MARK: By the frames themselves

  /// The findings at an offset of the file.
  @safe private enum FrameAt {
    case frame(Range<Int64>, UnsafeRawBufferPointer)
    /// A skippable frame, and the offset of its end.
    case skippable(magic: UInt32, end: Int64)
    /// A frame that does not decode, and the offset of the next one.
    case broken(end: Int64)
    case nothing
  }

  private mutating func nextByChain() throws(ReadFailure) -> Step? {
    var start = position
    while position < length {
      let here = position
      switch try look(at: here) {
      case .frame(let extent, let bytes):
        position = extent.upperBound
        return unsafe give(.frame(extent, bytes), after: start..<here)
      case .skippable(let magic, let end):
        skipped.add(magic)
        position = end
        if start < here { return .damage(start..<here) }
        start = end
      case .broken(let end):
        position = end
      case .nothing:
        position = try search(from: here + 1)
      }
    }
    return start < length ? .damage(start..<length) : nil
  }

  private mutating func look(at start: Int64) throws(ReadFailure) -> FrameAt {
    effort += Int64(FrameStart.byteCount)
    switch try frameStart(at: start) {
    case .neither: return .nothing
    case .skippable(let magic, let count):
      let end = start + Int64(IndexedArchive.skippableHeaderLength) + Int64(count)
      return try isBorder(end) ? .skippable(magic: magic, end: end) : .nothing
    case .zstd: break
    }
    for window in Self.windows {
      let end = min(length, start + window)
      guard let bytes = try source.bytes(in: start..<end) else { return .nothing }
      let count: Int?
      do throws(IndexError) {
        count = unsafe try FrameLength.find(bytes.span.bytes)
      } catch {
        effort += end - start
        return .nothing
      }
      guard let count else {
        effort += end - start
        if end < length { continue }
        return .nothing
      }
      let extent = start..<(start + Int64(count))
      let stored = unsafe bytes.span.bytes.extracting(first: count)
      if let decoded = unsafe try? decompressor.reusedBytes(of: stored) {
        return unsafe .frame(extent, decoded)
      }
      if try isBorder(extent.upperBound) { return .broken(end: extent.upperBound) }
      effort += end - start + Self.effortOfDecoding
      return .nothing
    }
    return .nothing
  }

  private func frameStart(at start: Int64) throws(ReadFailure) -> FrameStart {
    let end = min(length, start + Int64(FrameStart.byteCount))
    guard start < end, let bytes = try source.bytes(in: start..<end) else { return .neither }
    return unsafe FrameStart(bytes.span.bytes)
  }

  /// Returns whether the file ends at a position, or a frame begins there.
  private func isBorder(_ position: Int64) throws(ReadFailure) -> Bool {
    guard position < length else { return position == length }
    return try frameStart(at: position) != .neither
  }

  /// Finds the next place at which a frame may begin; the end of the file if there is none.
  private mutating func search(from start: Int64) throws(ReadFailure) -> Int64 {
    var start = start
    while start < length, effort <= Self.minimumEffort + start * Self.effortForEachByte {
      let end = min(length, start + Self.windows[0])
      guard let bytes = try source.bytes(in: start..<end) else { return length }
      effort += end - start
      if let found = Self.firstMagic(in: bytes) { return start + Int64(found) }
      // A magic number may lie across the border.
      start = end < length ? max(start + 1, end - 3) : end
    }
    return length
  }

  private static func firstMagic(in bytes: [UInt8]) -> Int? {
    var word: UInt32 = 0
    for index in bytes.indices {
      word = word >> 8 | UInt32(bytes[index]) << 24
      if index >= 3,
        word == IndexedArchive.frameMagic || word & ~0xF == IndexedArchive.skippableMagic
      {
        return index - 3
      }
    }
    return nil
  }
}
