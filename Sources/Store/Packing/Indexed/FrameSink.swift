import Index
import Posts
import SystemPackage

/// The file that an indexed archive becomes: frames in their order, then index, end and seek table.
struct FrameSink {
  private let descriptor: FileDescriptor
  /// The output's name, for messages.
  private let name: String
  private let rows: RowSink
  private var seekTable = SeekTable()
  /// The digests of the frames so far, as they are stored.
  private var digests: [Digest] = []
  private var tarLength: Int64 = 0
  /// Where the member begins that goes on in the next frame.
  private var firstFrame: Int?
  /// What those posts say of themselves that other members are hard links to.
  private var linkedFacts: [Path: PostFacts] = [:]
  private(set) var summary = Packer.Summary()

  init(_ descriptor: FileDescriptor, named name: String, recipe: Recipe) {
    self.descriptor = descriptor
    self.name = name
    rows = RowSink(recipe: recipe)
  }

  /// Writes a frame behind the others.
  ///
  /// - Parameter visit: told of each member, and of what befell it.
  mutating func write(
    _ frame: PackedFrame, visit: (PackedFrame.Outcome) -> Void
  ) throws(StoreError) {
    let number = firstFrame ?? seekTable.count
    firstFrame = frame.goesOn ? number : nil
    var packed: [IndexRow] = []
    packed.reserveCapacity(frame.outcomes.count)
    for outcome in frame.outcomes {
      if case .packed(var row, let isLinked, _) = outcome {
        row.place.frame = number
        if case .hardLink(let target) = row.entry.kind, row.entry.isPost {
          row.facts = linkedFacts[target]
        }
        if isLinked { linkedFacts[row.entry.path] = row.facts }
        summary.members += 1
        summary.bytes += row.entry.size
        packed.append(row)
      }
      visit(outcome)
    }
    if !packed.isEmpty {
      try Self.attempt(name) { () throws(IndexError) in try rows.append(packed) }
    }
    guard !frame.bytes.isEmpty else { return }
    tarLength += Int64(frame.decodedLength)
    try write(frame.bytes, decodedLength: frame.decodedLength)
    digests.append(frame.digest)
  }

  /// Writes what follows the frames.
  ///
  /// - Parameter compress: makes a frame.
  mutating func finish(
    compress: (RawSpan) throws(StoreError) -> [UInt8]
  ) throws(StoreError) {
    // GNU tar does not know a file for zstd that begins with a skippable frame.
    if seekTable.count == 0 {
      let empty = try compress(unsafe [UInt8]().span.bytes)
      try write(empty, decodedLength: 0)
      digests.append(unsafe Digest(of: empty.span.bytes))
    }
    let (frames, length) = (digests, tarLength)
    var index: [UInt8] = []
    try Self.attempt(name) { () throws(IndexError) in
      index = try rows.finish(frames: frames, tarLength: length)
    }
    try write(index, decodedLength: 0)
    let end = [UInt8](repeating: 0, count: IndexedArchive.endLength)
    try write(try compress(unsafe end.span.bytes), decodedLength: end.count)
    try write(seekTable.encode())
  }

  private mutating func write(_ frame: [UInt8], decodedLength: Int) throws(StoreError) {
    try Self.attempt(name) { () throws(IndexError) in
      try seekTable.append(compressed: frame.count, decoded: decodedLength)
    }
    try write(frame)
  }

  private func write(_ bytes: [UInt8]) throws(StoreError) {
    do {
      try descriptor.writeAll(bytes)
    } catch {
      throw StoreError(error as? Errno ?? .ioError, .write, Array(name.utf8))
    }
  }

  /// Not a method: that would borrow what the body changes, and so make it a copy each time.
  private static func attempt(
    _ name: String, _ body: () throws(IndexError) -> Void
  ) throws(StoreError) {
    do throws(IndexError) {
      try body()
    } catch {
      throw StoreError(writing: error, to: name)
    }
  }
}
