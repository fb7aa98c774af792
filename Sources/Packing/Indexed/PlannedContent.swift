import Archives
package import Entries
import Files
import Posts
import Store
import SystemPackage

/// The content of a member to be packed, read from its source.
package final class PlannedContent {
  /// The length of the content in bytes, as it is now.
  package private(set) var size: Int64
  private let subject: [UInt8]
  private let file: OpenFile
  /// The status of the file before it was read; nil for a content in the temporary file, which does
  /// not change.
  private var status: FileStatus?
  private var content: FileContent
  /// The first piece, if it was read before anyone asked for it.
  private var pending: Piece?
  private let buffer = ReadBuffer()

  /// The number of times that a changing file which fits in the buffer is read before it is taken
  /// as it is.
  static let maximumReadings = 3

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
    if let piece = pending.take() { return piece }
    try interruption.check(.read, subject)
    return try attempt(
      content.nextPiece(into: buffer),
      orThrow: { (error: Errno) in
        status == nil ? .temporaryFile(error) : StoreError(error, .read, subject)
      })
  }

  /// Reads the first piece and settles the size, before a header is written that cannot be taken
  /// back. A file that fits in the piece is read again if it changes meanwhile.
  ///
  /// - Throws: as `next` does.
  func settle(_ interruption: Interruption) throws(StoreError) {
    for reading in 1... {
      pending = try next(interruption)
      let count = pending?.count ?? 0
      // Of a longer file, only the first piece has been read.
      guard count < ReadBuffer.size else { return }
      size = count
      guard reading < Self.maximumReadings, let now = try changedStatus() else { return }
      status = now
      pending = nil
      content = FileContent(file, expecting: now.size)
    }
  }

  /// Returns whether the file has been written to since before it was read.
  ///
  /// - Throws: `StoreError.Code.unreadable`.
  func hasChanged() throws(StoreError) -> Bool { try changedStatus() != nil }

  /// Returns the status of the file now, if it has been written to since before it was read.
  private func changedStatus() throws(StoreError) -> FileStatus? {
    guard let status else { return nil }
    let now = try attempt(
      file.status(), orThrow: { (error: Errno) in StoreError(error, .read, subject) })
    return now.isUnwritten(since: status) ? nil : now
  }
}
