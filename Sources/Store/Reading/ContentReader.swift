import Archives
package import Entries
import Files
package import Posts
import SystemPackage

/// The content of one file, read from its beginning to its end.
package final class ContentReader {
  /// The path that was asked for.
  package let path: Path
  /// The file that is read, to which a link may have led.
  package let entry: Entry
  private let archive: String?
  private let interruption: Interruption
  private let nextPiece: () throws(StoreError) -> Piece?

  /// Opens a content; a member of a frame is checked before any of it is read.
  ///
  /// A member that goes on in other frames is read twice, first for its digest.
  ///
  /// - Throws: `StoreError.Code.unreadable`; `.damaged` if a member differs from the index.
  init(
    _ content: LocatedContent, named path: Path, in archive: String?,
    _ interruption: Interruption
  ) throws(StoreError) {
    self.path = path
    self.archive = archive
    self.interruption = interruption
    entry = content.entry
    switch content.place {
    case .folder(let folder):
      do throws(Errno) {
        let file = try folder.file(Name(entry.path.lastComponent))
        nextPiece = Self.pieces(of: FileContent(file, expecting: entry.size), path, in: archive)
      } catch {
        throw StoreError(error, .read, path.bytes)
      }
    case .spool(let file, let start, let length):
      nextPiece = Self.pieces(
        of: FileContent(file, from: start, expecting: length), path, in: archive)
    case .frame(let row, let opener):
      var member = try opener.open(row)
      try member.check(by: opener)
      nextPiece = { () throws(StoreError) in try member.next(by: opener) }
    }
  }

  private static func pieces(
    of content: FileContent, _ path: Path, in archive: String?
  ) -> () throws(StoreError) -> Piece? {
    var content = content
    let buffer = ReadBuffer()
    return { () throws(StoreError) in
      return try attempt(
        content.nextPiece(into: buffer),
        orThrow: { (error: Errno) in StoreError(error, .read, path.bytes, in: archive) })
    }
  }

  /// Reads the next piece.
  ///
  /// - Returns: bytes that are valid until the next call; nil at the end.
  package func next() throws(StoreError) -> UnsafeRawBufferPointer? {
    try interruption.check(.read, path.bytes)
    guard case .bytes(let bytes) = try nextPiece() else { return nil }
    return unsafe bytes
  }

  /// Reads until the end, or until there are `limit` bytes or somewhat more.
  package func start(upTo limit: Int) throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit, let piece = unsafe try next() {
      unsafe bytes.append(contentsOf: piece)
    }
    return bytes
  }

  /// Reads the whole content.
  ///
  /// - Parameter limit: the most bytes that it may have.
  /// - Throws: `StoreError.Code.leftOut` for a larger file, `.unreadable`.
  package func all(limit: Int) throws(StoreError) -> [UInt8] {
    let bytes = try start(upTo: limit + 1)
    guard bytes.count <= limit else {
      throw StoreError(
        .leftOut, .read, path, in: archive, cause: "it is larger than \(limit / 1_048_576) MiB")
    }
    return bytes
  }
}
