import Archives
package import Entries
import Files
import Posts
import Store
import SystemPackage

/// The content of a member to be packed, read from its source.
package final class PlannedContent {
  /// The length of the content in bytes, as it is now.
  package let size: Int64
  private let subject: [UInt8]
  private let file: OpenFile
  /// The status of the file when it was opened; nil for a content in the temporary file, which does
  /// not change.
  private let status: FileStatus?
  private var content: FileContent
  private let buffer = ReadBuffer()

  /// Opens the content.
  ///
  /// - Throws: `StoreError.Code.notFound` or `.unreadable`.
  package init(_ member: MemberPlan) throws(StoreError) {
    subject = member.entry.path.bytes
    switch member.content {
    case .file(let folder, let name):
      do throws(Errno) {
        file = try folder.open().file(name)
        let status = try file.status()
        self.status = status
        size = status.size
      } catch {
        throw StoreError(error, .read, subject)
      }
      content = FileContent(file, expecting: size)
    case .part(let file, let start):
      self.file = file
      status = nil
      size = member.entry.size
      content = FileContent(file, from: start, expecting: size)
    case .none, .bytes: preconditionFailure("a file is read from another")
    }
  }

  /// Reads the next piece; nil at the end.
  ///
  /// - Throws: `StoreError.Code.unreadable`, `.interrupted`; `.unwritable` for a content in the
  ///   temporary file, without which the work cannot go on.
  package func next(_ interruption: Interruption) throws(StoreError) -> Piece? {
    try interruption.check(.read, subject)
    return try attempt(
      content.nextPiece(into: buffer),
      orThrow: { (error: Errno) in
        status == nil ? .temporaryFile(error) : StoreError(error, .read, subject)
      })
  }

  /// Whether the file has been written to since it was opened.
  package var hasChanged: Bool {
    guard let status, let now = try? file.status() else { return false }
    return now.size != status.size || now.changed != status.changed
  }
}
