package import ArchiveFormat
package import Entries
package import Files
import Posts

/// The content of one member of an indexed archive. It is checked against the index before any of
/// it is given out.
@safe package struct MemberContent {
  private let opener: FrameOpener
  private var pieces: MemberPieces
  /// The rest of the current piece, which is valid until `pieces` moves on.
  private var rest = unsafe UnsafeRawBufferPointer(start: nil, count: 0)

  /// Finds the content of the member of a row.
  ///
  /// A content in several frames is read twice, the first time for its digest.
  ///
  /// - Throws: `StoreError.Code.damaged` if header or digest are not those in the index.
  package init(_ row: IndexRow, by opener: FrameOpener) throws(StoreError) {
    let (bytes, content) = try opener.open(row)
    self.opener = opener
    pieces = MemberPieces(row, in: bytes, content)
    if Int64(content.count) < row.entry.size { try pieces.check(by: opener, for: .read) }
  }

  /// Returns the next piece, at most as large as the buffer that it is copied to; nil at the end.
  package mutating func next(into buffer: ReadBuffer) throws(StoreError) -> Piece? {
    if unsafe rest.isEmpty {
      guard let next = unsafe try pieces.next(by: opener, for: .read) else { return nil }
      unsafe rest = next
    }
    let given = unsafe rest.prefix(ReadBuffer.size)
    unsafe buffer.bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: given))
    unsafe rest = UnsafeRawBufferPointer(rebasing: rest[given.endIndex...])
    return unsafe .bytes(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<given.count]))
  }
}
