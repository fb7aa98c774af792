import ArchiveFormat
import Archives
import Entries
import Posts
import Tar

/// One frame to be checked.
struct FrameCheck: Sendable {
  let frame: Int
  /// The rows whose members begin in it; none for a piece of a member that began before.
  var rows: [IndexRow] = []
  /// Whether the last of them goes on in the next frame.
  var goesOn = false
}

/// What came of checking a frame.
struct FrameVerdict: Sendable {
  /// What is whole, hard links left out.
  var whole = Verification.Summary()
  var lost: [(entry: Entry, cause: String)] = []
  /// The hard links, which are whole if their target is.
  var hardLinks: [Entry] = []
  /// What else is wrong.
  var remarks: [String] = []
  /// The member that goes on in the next frame.
  var begun: BegunMember?
  /// Whether no member begins in the frame.
  var isPiece = false
  /// A piece of a member that began before; nil where nobody asks for its content.
  var piece: SharedBytes?
  /// Why the frame cannot be read.
  var cause: String?
}

/// A member in several frames, as far as it has been checked.
struct BegunMember: Sendable {
  let row: IndexRow
  /// How many bytes are still missing; nil where nobody asks for the content.
  var missing: Int64?
  var hashing = Digest.Hashing()
  /// Why it is lost, once that is known.
  var cause: String?

  init(_ row: IndexRow) { self.row = row }
}

/// Checks frames against what the index says of them; for use by one thread.
final class FrameVerifier {
  private let index: ArchiveIndex
  private let isQuick: Bool
  private var decompressor: FrameDecompressor?

  init(_ index: ArchiveIndex, isQuick: Bool) {
    self.index = index
    self.isQuick = isQuick
  }

  func check(_ asked: FrameCheck) -> FrameVerdict {
    var verdict = FrameVerdict()
    verdict.isPiece = asked.rows.isEmpty
    do throws(StoreError) {
      let stored = try index.storedFrame(asked.frame, for: .verify)
      let alteration = try alteration(of: stored, asked.frame)
      try checkClaim(of: stored, asked.frame)
      if isQuick, try passes(asked, alteration) {
        note(asked, in: &verdict)
        return verdict
      }
      try check(asked, stored, &verdict)
      // Some bits of a frame mean nothing; where posts are lost, those are told of.
      if let alteration, verdict.lost.isEmpty { verdict.remarks.append(alteration) }
    } catch {
      verdict.cause = error.cause
      verdict.lost = asked.rows.map { ($0.entry, error.cause) }
    }
    return verdict
  }

  /// How a frame differs from what was written; nil where it does not.
  private func alteration(of stored: [UInt8], _ frame: Int) throws(StoreError) -> String? {
    let isAsWritten = unsafe try index.digest(ofFrame: frame) == Digest(of: stored.span.bytes)
    return isAsWritten ? nil : "frame \(frame) does not match its SHA-256"
  }

  /// Holds what a frame claims to decode to against the seek table.
  private func checkClaim(of stored: [UInt8], _ frame: Int) throws(StoreError) {
    guard let claim = unsafe FrameHeader(stored.span.bytes)?.contentLength,
      claim != UInt64(index.decodedLength(of: frame))
    else { return }
    throw StoreError(
      .damaged, .verify, [], in: index.name,
      cause: IndexRow.Damage.otherLength)
  }

  /// Whether the stored bytes of a frame say enough; else its members have to be looked at.
  ///
  /// - Throws: `StoreError.Code.damaged` for one that holds a part of a member: whether that is whole
  ///   could be told by all its parts alone.
  private func passes(_ asked: FrameCheck, _ alteration: String?) throws(StoreError) -> Bool {
    guard let alteration else { return true }
    guard asked.rows.isEmpty || asked.goesOn else { return false }
    throw StoreError(.damaged, .verify, [], in: index.name, cause: alteration)
  }

  private func check(
    _ asked: FrameCheck, _ stored: [UInt8], _ verdict: inout FrameVerdict
  ) throws(StoreError) {
    let bytes: UnsafeRawBufferPointer
    do throws(IndexError) {
      unsafe bytes = try ownDecompressor().reusedBytes(of: stored.span.bytes)
    } catch {
      throw StoreError(.damaged, .verify, [], in: index.name, cause: error.message)
    }
    if asked.rows.isEmpty {
      verdict.piece = unsafe SharedBytes(copying: bytes)
    } else {
      unsafe checkMembers(asked, in: bytes, &verdict)
    }
  }

  private func ownDecompressor() throws(IndexError) -> FrameDecompressor {
    if let decompressor { return decompressor }
    let made = try FrameDecompressor()
    decompressor = made
    return made
  }

  /// Takes all members of a frame for whole.
  private func note(_ asked: FrameCheck, in verdict: inout FrameVerdict) {
    for row in asked.rows.dropLast(asked.goesOn ? 1 : 0) { note(row.entry, in: &verdict) }
    if asked.goesOn { verdict.begun = asked.rows.last.map { BegunMember($0) } }
  }

  private func note(_ entry: Entry, in verdict: inout FrameVerdict) {
    if case .hardLink = entry.kind {
      verdict.hardLinks.append(entry)
    } else {
      verdict.whole.countWhole(entry)
    }
  }

  private func checkMembers(
    _ asked: FrameCheck, in bytes: UnsafeRawBufferPointer, _ verdict: inout FrameVerdict
  ) {
    var checked = 0
    do throws(TarError) {
      var reader = unsafe try FrameReader.open(bytes)
      for row in asked.rows {
        var next = try reader.next()
        while let found = next, found.position < row.place.position {
          remark(on: found, in: asked.frame, &verdict)
          next = try reader.next()
        }
        unsafe check(next, against: row, in: bytes, &verdict)
        checked += 1
      }
      while let found = try reader.next() { remark(on: found, in: asked.frame, &verdict) }
    } catch {
      if checked == asked.rows.count {
        verdict.remarks.append(
          "frame \(asked.frame) does not end after a member: \(error.message)")
      }
      verdict.lost += asked.rows[checked...].map { ($0.entry, error.message) }
    }
  }

  private func remark(on found: FrameMember, in frame: Int, _ verdict: inout FrameVerdict) {
    // Of a history, what no snapshot needs any more stays in frames that are needed.
    if index.trailer.version == .history { return }
    let name = String(decoding: found.member.path, as: UTF8.self)
    verdict.remarks.append("frame \(frame) holds \(name), which is not in the index")
  }

  private func check(
    _ found: FrameMember?, against row: IndexRow, in bytes: UnsafeRawBufferPointer,
    _ verdict: inout FrameVerdict
  ) {
    if let cause = unsafe row.difference(from: found, in: bytes) {
      verdict.lost.append((row.entry, cause))
    } else if let found, !found.isWhole {
      let content = unsafe UnsafeRawBufferPointer(rebasing: bytes[found.content])
      var begun = BegunMember(row)
      begun.missing = row.entry.size - Int64(content.count)
      unsafe begun.hashing.update(content.bytes)
      verdict.begun = begun
    } else {
      note(row.entry, in: &verdict)
    }
  }
}
