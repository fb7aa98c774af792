import Archives
import Entries
import Files
import Posts
import Tar

/// Writes the entries of a collection into one archive.
struct PackWriter: ~Copyable {
  private let writer: ArchiveWriter
  private let name: String
  private let latestTime: Int64?
  private var summary = Packer.Summary()

  init(_ writer: consuming ArchiveWriter, named name: String, latestTime: Int64?) {
    self.writer = writer
    self.name = name
    self.latestTime = latestTime
  }

  /// Adds an entry without content.
  mutating func add(_ entry: Entry) throws(StoreError) {
    try begin(entry)
  }

  /// Adds a file.
  ///
  /// - Parameter nextPiece: returns the content piece by piece.
  /// - Returns: false if the content was shorter than announced and zeros replace the rest.
  @discardableResult
  mutating func add(
    _ entry: Entry, content nextPiece: () throws(StoreError) -> Piece?
  ) throws(StoreError) -> Bool {
    try begin(entry)
    var written: Int64 = 0
    while written < entry.size, let piece = try nextPiece() {
      try unsafe piece.forEachRun { (bytes) throws(StoreError) in
        try write { () throws(TarError) in try unsafe writer.write(bytes) }
      }
      written += piece.count
    }
    summary.bytes += written
    return written >= entry.size
  }

  private mutating func begin(_ entry: Entry) throws(StoreError) {
    summary.members += 1
    let member = Member(entry.written(latestTime: latestTime))
    try write { () throws(TarError) in try writer.begin(member) }
  }

  private func write(_ body: () throws(TarError) -> Void) throws(StoreError) {
    try attempt(
      body(),
      orThrow: { (error: TarError) in
        StoreError(error, .write, ArgumentText.bytes(of: name), in: nil)
      })
  }

  consuming func finish() throws(StoreError) -> Packer.Summary {
    let summary = summary
    let name = name
    do throws(TarError) {
      try writer.finish()
    } catch {
      throw StoreError(error, .write, ArgumentText.bytes(of: name), in: nil)
    }
    return summary
  }
}
