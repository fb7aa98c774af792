package import Archives
package import Entries
import Files
package import Posts
import SystemPackage

/// The whole members of an archive of any form, as far as libarchive can read it.
///
/// Each content is read to its end before it is given out: a small one into memory, others into a
/// file without a name.
package final class ScanSalvage: MemberStream {
  private let scan: ArchiveScan
  private let archive: String
  private let action: StoreError.Action
  private let report: Report
  private var current: Entry?
  private var small: [UInt8] = []
  private var spool: OpenFile?
  private var large: FileContent?
  private let buffer = ReadBuffer()
  private var isAtEnd = false

  /// The largest content in bytes that is kept in memory.
  private static let largestSmall: Int64 = 1 << 20

  package init(
    _ scan: ArchiveScan, of archive: String, for action: StoreError.Action,
    report: @escaping Report
  ) {
    self.scan = scan
    self.archive = archive
    self.action = action
    self.report = report
  }

  package func next() throws(StoreError) -> Entry? {
    current = nil
    small.removeAll(keepingCapacity: true)
    large = nil
    guard !isAtEnd else { return nil }
    do throws(StoreError) {
      current = try scan.next()
      if let current, current.kind == .file { try read(current) }
      return current
    } catch let error where error.code == .damaged {
      isAtEnd = true
      current = nil
      report(
        StoreError(
          .damaged, error.action, error.subject, in: archive,
          cause: "\(error.cause); everything after it is lost"))
      return nil
    }
  }

  package func nextPiece() throws(StoreError) -> Piece? {
    if var content = large {
      do throws(Errno) {
        let piece = try content.nextPiece(into: buffer)
        large = content
        return piece
      } catch {
        throw .temporaryFile(error)
      }
    }
    guard !small.isEmpty else { return nil }
    // They do not move in the buffer.
    let count = min(small.count, ReadBuffer.size)
    unsafe buffer.bytes.copyBytes(from: small[..<count])
    small.removeFirst(count)
    return unsafe .bytes(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
  }

  private func read(_ entry: Entry) throws(StoreError) {
    guard entry.size > Self.largestSmall else {
      while let piece = try scan.nextPiece() {
        unsafe piece.forEachRun { unsafe small.append(contentsOf: $0) }
      }
      return
    }
    var length: Int64 = 0
    do throws(Errno) {
      if let spool { try spool.setLength(0) } else { spool = try OpenFile.unnamed() }
    } catch {
      throw .temporaryFile(error)
    }
    guard let spool else { return }
    while let piece = try scan.nextPiece() {
      do throws(Errno) { try spool.append(piece, at: &length) } catch {
        throw .temporaryFile(error)
      }
    }
    large = FileContent(spool, expecting: length)
  }
}
