import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import Tar
import Terms

/// Makes the tar of a file that has frames of its own, and cuts it into pieces as the content
/// comes.
struct LargeMember {
  private var entry: Entry
  private let settings: FramePacker.Settings
  private let writer: TarBuffer
  private var hashing = Digest.Hashing()
  /// Gathers the terms; nil if none are written.
  private let gatherer: ThreadTermGatherer?
  private let terms: FrameTerms.Origin?
  /// The first bytes of a post, from which its facts are found.
  private var beginning: [UInt8] = []
  private var written: Int64 = 0

  /// Begins the tar with the header.
  ///
  /// - Parameter gatherer: gathers the terms, of one large member after the other; nil if none are
  ///   written.
  init(
    _ entry: Entry, settings: FramePacker.Settings, gatherer: ThreadTermGatherer?
  ) throws(StoreError) {
    self.entry = entry
    self.settings = settings
    self.gatherer = gatherer
    terms = try gatherer.flatMap { (gatherer) throws(StoreError) in
      try attempt(
        settings.terms?.beginFrame(by: gatherer),
        orThrow: { (error: IndexError) in StoreError(writing: error, to: settings.output) })
    }
    do throws(TarError) {
      writer = try TarBuffer()
      try writer.begin(Member(entry))
    } catch {
      throw StoreError(error, .write, ArgumentText.bytes(of: settings.output), in: nil)
    }
  }

  /// Writes the content, and zeros if it is shorter than announced.
  ///
  /// - Parameters:
  ///   - nextPiece: returns the content; bytes beyond the size of the entry are left out.
  ///   - take: called with each full piece of the tar.
  mutating func write(
    _ nextPiece: () throws(StoreError) -> Piece?, take: ([UInt8]) throws(StoreError) -> Void
  ) throws(StoreError) {
    while written < entry.size, let piece = try nextPiece() { try add(piece, take) }
    let rest = entry.size - written
    if rest > 0 {
      let read = written
      try add(.hole(rest), take)
      written = read
    }
  }

  /// Ends the tar.
  ///
  /// - Parameter isLinked: whether later members may be hard links to this one.
  /// - Returns: the last piece, what is to be noted with it, and whether the content was as long as
  ///   announced.
  func finish(
    isLinked: Bool
  ) throws(StoreError) -> (last: [UInt8], end: LastPiece, isWhole: Bool) {
    try write { () throws(TarError) in try writer.endMember() }
    gatherer?.endParts()
    gatherer?.endFrame()
    let last = unsafe writer.withBytes { bytes in unsafe Array(bytes) }
    let row = IndexRow(
      entry: entry, place: IndexRow.Place(frame: 0, position: 0), digest: hashing.finish(),
      facts: entry.isPost ? settings.describe?(entry.path, beginning) : nil)
    return (last, LastPiece(row: row, isLinked: isLinked, terms: terms), written >= entry.size)
  }

  private mutating func add(
    _ piece: Piece, _ take: ([UInt8]) throws(StoreError) -> Void
  ) throws(StoreError) {
    try unsafe piece.forEachRun { (run) throws(StoreError) in
      let fitting = Int(min(Int64(run.count), entry.size - written))
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: run[..<fitting])
      try write { () throws(TarError) in try unsafe writer.write(bytes) }
      unsafe hashing.update(bytes.bytes)
      unsafe gatherer?.addPart(bytes)
      if entry.isPost, beginning.count < PostFacts.describedLength {
        unsafe beginning.append(
          contentsOf: bytes.prefix(PostFacts.describedLength - beginning.count))
      }
      written += Int64(fitting)
      // A full piece waits until more follows, so that the last piece is never empty.
      while writer.count > IndexedArchive.pieceLength {
        let piece = unsafe writer.withBytes { bytes in
          unsafe Array(bytes[..<IndexedArchive.pieceLength])
        }
        try take(piece)
        writer.removeFirst(IndexedArchive.pieceLength)
      }
    }
  }

  private func write(_ body: () throws(TarError) -> Void) throws(StoreError) {
    try attempt(
      body(),
      orThrow: { (error: TarError) in
        StoreError(error, .write, ArgumentText.bytes(of: settings.output), in: nil)
      })
  }
}
