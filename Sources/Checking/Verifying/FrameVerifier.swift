import ArchiveFormat
import Archives
import Entries
import Posts
import Tar
import Terms

/// A frame to be checked.
struct FrameCheck: Sendable {
  let frame: Int
  /// The rows whose members begin in the frame; none if it holds a piece of a member that began in
  /// an earlier frame.
  var rows: [IndexRow] = []
  /// Whether the last of those members goes on in the next frame.
  var goesOn = false
}

/// The result of checking a frame.
struct FrameVerdict: Sendable {
  /// The members that are whole, without hard links.
  var whole = Verification.Summary()
  var lost: [(entry: Entry, cause: String)] = []
  /// The hard links, which are whole if their targets are.
  var hardLinks: [Entry] = []
  /// Other damage, as sentences.
  var remarks: [String] = []
  /// The member that goes on in the next frame.
  var begun: BegunMember?
  /// Whether no member begins in the frame.
  var isPiece = false
  /// The piece of a member that began in an earlier frame; nil if contents are not checked.
  var piece: SharedBytes?
  /// The reason why the frame cannot be read; nil if it can.
  var cause: String?
}

/// A member in several frames, as far as it has been checked.
struct BegunMember: Sendable {
  let row: IndexRow
  /// The number of bytes that are still missing; nil if contents are not checked.
  var missing: Int64?
  /// Whether its terms are proved; `beginning` then has its bytes in the first frame.
  var provesTerms = false
  var beginning: [UInt8] = []
  var hashing = Digest.Hashing()
  /// The reason why it is lost; nil while none is known.
  var cause: String?

  init(_ row: IndexRow) { self.row = row }
}

/// Checks frames against the index. For use by one thread.
final class FrameVerifier {
  private let index: ArchiveIndex
  private let opener: FrameOpener
  private let isQuick: Bool
  private let describe: Describe?
  /// Proves the terms; nil if contents are not checked.
  private let terms: TermsVerification?
  private let gatherer: ThreadTermGatherer?

  init(_ index: ArchiveIndex, _ options: Verification.Options, proving terms: TermsVerification?) {
    self.index = index
    opener = FrameOpener(index, for: .verify)
    isQuick = options.isQuick
    self.terms = terms
    gatherer = terms?.makeGatherer()
    // Rows that other rules made may have other facts.
    describe = index.trailer.recipe.number == IndexedArchive.recipe ? options.describe : nil
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
      if asked.rows.isEmpty {
        verdict.piece = try opener.decode(stored, of: asked.frame)
      } else {
        let bytes = unsafe try opener.decodeBriefly(stored, of: asked.frame)
        unsafe checkMembers(asked, in: bytes, &verdict)
      }
      // Some bits of a frame mean nothing. If members are lost, they are reported instead.
      if let alteration, verdict.lost.isEmpty { verdict.remarks.append(alteration) }
    } catch {
      verdict.cause = error.cause
      verdict.lost = asked.rows.map { ($0.entry, error.cause) }
    }
    return verdict
  }

  /// Returns how a frame differs from what was written; nil if it does not.
  private func alteration(of stored: [UInt8], _ frame: Int) throws(StoreError) -> String? {
    let isAsWritten = unsafe try index.digest(ofFrame: frame) == Digest(of: stored.span.bytes)
    return isAsWritten ? nil : "frame \(frame) does not match its SHA-256"
  }

  /// Checks the length to which a frame claims to decode against the seek table.
  private func checkClaim(of stored: [UInt8], _ frame: Int) throws(StoreError) {
    guard let claim = unsafe FrameHeader(stored.span.bytes)?.contentLength,
      claim != UInt64(index.decodedLength(of: frame))
    else { return }
    throw StoreError(
      .damaged, .verify, [], in: index.name,
      cause: FrameOpener.otherLength)
  }

  /// Returns whether the stored bytes of a frame are enough for a quick check; if not, its members
  /// have to be examined.
  ///
  /// - Throws: `StoreError.Code.damaged` for a changed frame that holds a part of a member: only
  ///   all parts together could show whether the member is whole.
  private func passes(_ asked: FrameCheck, _ alteration: String?) throws(StoreError) -> Bool {
    guard let alteration else { return true }
    guard asked.rows.isEmpty || asked.goesOn else { return false }
    throw StoreError(.damaged, .verify, [], in: index.name, cause: alteration)
  }

  /// Counts all members that end in a frame as whole.
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
    let provesTerms = beginTerms(of: asked.frame, &verdict)
    defer { if provesTerms { gatherer?.endFrame() } }
    do throws(TarError) {
      var reader = unsafe try TarBufferReader.open(bytes)
      for row in asked.rows {
        let member = unsafe try reader.member(of: row, in: bytes, isHistory: index.isHistory) {
          remark(on: $0, in: asked.frame, &verdict)
        }
        switch member {
        case .failure(let damage): verdict.lost.append((row.entry, damage.cause))
        case .success(let found):
          unsafe compareFacts(of: row, with: bytes[found.content], in: &verdict)
          let content = unsafe UnsafeRawBufferPointer(rebasing: bytes[found.content])
          if found.isWhole {
            note(row.entry, in: &verdict)
            if provesTerms { unsafe addTerms(of: row, content) }
            break
          }
          var begun = BegunMember(row)
          begun.missing = row.entry.size - Int64(found.content.count)
          if provesTerms {
            begun.provesTerms = true
            begun.beginning = unsafe Array(content)
          }
          unsafe begun.hashing.update(content.bytes)
          verdict.begun = begun
        }
        checked += 1
      }
      while let found = try reader.next() { remark(on: found, in: asked.frame, &verdict) }
    } catch {
      if checked == asked.rows.count {
        verdict.remarks.append("frame \(asked.frame) does not end after a member: \(error.message)")
      }
      verdict.lost += asked.rows[checked...].map { ($0.entry, error.message) }
    }
  }

  private func addTerms(of row: IndexRow, _ content: UnsafeRawBufferPointer) {
    switch row.entry.kind {
    case .file: unsafe gatherer?.add(content)
    case .hardLink: gatherer?.addUnknown()
    case .folder, .symbolicLink, .special: break
    }
  }

  /// Begins to gather the terms of a frame, and returns whether they are to be proved.
  private func beginTerms(of frame: Int, _ verdict: inout FrameVerdict) -> Bool {
    guard let gatherer, terms?.covers(frame) == true else { return false }
    do throws(IndexError) {
      try gatherer.beginFrame(frame)
      return true
    } catch {
      verdict.remarks.append(error.message)
      return false
    }
  }

  /// Compares the facts about a post in its row with the post.
  private func compareFacts(
    of row: IndexRow, with content: Slice<UnsafeRawBufferPointer>, in verdict: inout FrameVerdict
  ) {
    guard let describe, let facts = row.facts, row.entry.kind == .file else { return }
    let beginning = unsafe Array(content.prefix(PostFacts.describedLength))
    guard describe(row.entry.path, beginning) != facts else { return }
    verdict.remarks.append(
      "the title, date or tags of \(row.entry.path) in the index are not those of the post")
  }

  private func remark(on found: TarMember, in frame: Int, _ verdict: inout FrameVerdict) {
    // In a history, a frame that is needed may also hold members that no snapshot needs any more.
    // A member for the root has no row.
    if index.isHistory || (try? Path(member: found.member.path))?.isRoot == true { return }
    let name = String(decoding: found.member.path, as: UTF8.self)
    verdict.remarks.append("frame \(frame) holds \(name), which is not in the index")
  }
}
