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
  private var content: Content
  private let buffer = ReadBuffer()

  /// The source of the bytes.
  enum Content {
    case file(FileContent)
    case member(MemberContent)
  }

  init(
    _ path: Path, of entry: Entry, archive: String?, _ interruption: Interruption,
    _ content: Content
  ) {
    self.path = path
    self.entry = entry
    self.archive = archive
    self.interruption = interruption
    self.content = content
  }

  /// Reads the next piece.
  ///
  /// - Returns: bytes that are valid until the next call; nil at the end.
  package func next() throws(StoreError) -> UnsafeRawBufferPointer? {
    try interruption.check(.read, path.bytes)
    let piece: Piece?
    switch content {
    case .file(var file):
      do throws(Errno) {
        piece = try file.nextPiece(into: buffer)
      } catch {
        throw StoreError(error, .read, path.bytes, in: archive)
      }
      content = .file(file)
    case .member(var member):
      piece = try member.next(into: buffer)
      content = .member(member)
    }
    guard case .bytes(let bytes) = piece else { return nil }
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
