import ArchiveFormat
package import Archives
package import Entries
import Files
import Posts
import Store
import SystemPackage
import Tar
import Terms

/// Makes frames of members: reads, digests, describes, tars and compresses them.
///
/// A frame depends on its members alone. For use by one thread; the tools are made once and used
/// again.
package final class FramePacker {
  private let settings: Settings
  private var tools: Tools?

  /// The settings that all frames of an archive share.
  package struct Settings: Sendable {
    let level: Int
    let describe: Describe?
    /// The archive from which unchanged frames and members are taken.
    let earlier: ArchiveIndex?
    /// The terms of the frames; nil if none are written.
    let terms: FrameTerms?
    /// The name of the output, for messages.
    let output: String

    package init(
      level: Int, describe: Describe?, earlier: ArchiveIndex?, terms: FrameTerms?, output: String
    ) {
      self.level = level
      self.describe = describe
      self.earlier = earlier
      self.terms = terms
      self.output = output
    }
  }

  private struct Tools {
    let writer: TarBuffer
    let compressor: FrameCompressor
    /// Opens frames of the earlier archive, to take single members from them.
    let opener: FrameOpener?
    /// Gathers the terms of the frames; nil if none are written.
    let gatherer: ThreadTermGatherer?
  }

  init(_ settings: Settings) { self.settings = settings }

  /// Does a job.
  ///
  /// - Parameter lost: the files that could not be read, so that no hard link can lead to them.
  /// - Throws: `StoreError` if the archive cannot be written at all.
  func pack(_ job: FrameJob, lost: Set<Path> = []) throws(StoreError) -> PackedFrame {
    let tools = try makeTools()
    switch job {
    case .members(let members, let earlierFrame):
      // If files are lost, a hard link in the earlier frame may lead nowhere now.
      if lost.isEmpty, let earlierFrame, let frame = takeOver(earlierFrame, members) {
        return frame
      }
      return try pack(members, lost: lost, tools)
    case .piece(let bytes, let end):
      return PackedFrame(
        bytes: try compress(unsafe bytes.span.bytes, tools), decodedLength: bytes.count,
        outcomes: end.map { [$0.outcome] } ?? [], terms: end?.terms, goesOn: end == nil)
    case .earlierPiece(let frame, let end):
      guard let earlier = settings.earlier else { preconditionFailure("there is no such frame") }
      let (bytes, digest) = try earlier.checkedFrame(frame)
      return PackedFrame(
        bytes: bytes, digest: digest, decodedLength: earlier.decodedLength(of: frame),
        outcomes: end.map { [$0.outcome] } ?? [], terms: end?.terms, goesOn: end == nil)
    }
  }

  /// Compresses a frame that holds no member.
  func compress(_ bytes: RawSpan) throws(StoreError) -> [UInt8] {
    try compress(bytes, makeTools())
  }

  private func makeTools() throws(StoreError) -> Tools {
    if let tools { return tools }
    let made = Tools(
      writer: try attempt(TarBuffer(), orThrow: tarFailure),
      compressor: try attempt(FrameCompressor(level: settings.level), orThrow: frameFailure),
      opener: settings.earlier.map { FrameOpener($0, for: .read) },
      gatherer: settings.terms?.makeGatherer())
    tools = made
    return made
  }

  private func compress(_ bytes: RawSpan, _ tools: Tools) throws(StoreError) -> [UInt8] {
    try attempt(tools.compressor.compress(bytes), orThrow: frameFailure)
  }

  private func tarFailure(_ error: TarError) -> StoreError {
    StoreError(error, .write, ArgumentText.bytes(of: settings.output), in: nil)
  }

  private func frameFailure(_ error: IndexError) -> StoreError {
    StoreError(writing: error, to: settings.output)
  }
}

// MARK: - Unchanged members

extension FramePacker {
  /// Takes over a whole frame as it is stored; nil if it is damaged.
  private func takeOver(_ frame: Int, _ members: [MemberPlan]) -> PackedFrame? {
    guard let index = settings.earlier, let (bytes, digest) = try? index.checkedFrame(frame) else {
      return nil
    }
    let outcomes = members.compactMap { member in
      member.earlier.map {
        PackedFrame.Outcome.packed($0.row, isLinked: member.isLinked, remark: nil)
      }
    }
    return PackedFrame(
      bytes: bytes, digest: digest, decodedLength: index.decodedLength(of: frame),
      outcomes: outcomes, terms: settings.terms.map { _ in .earlier(frame) })
  }

  /// Begins to gather the terms of a frame; returns nil if none are written.
  private func beginTerms(_ tools: Tools) throws(StoreError) -> FrameTerms.Origin? {
    guard let terms = settings.terms, let gatherer = tools.gatherer else { return nil }
    return try attempt(terms.beginFrame(by: gatherer), orThrow: frameFailure)
  }

  /// Returns the contents of unchanged files, by their paths, from the frames that hold them.
  private func unchangedContents(_ members: [MemberPlan], _ tools: Tools) -> [Path: SharedContent] {
    var contents: [Path: SharedContent] = [:]
    guard let opener = tools.opener else { return contents }
    var rest = members[...]
    let rows = try? FrameRowCursor {
      while let member = rest.popFirst() {
        if member.entry.kind == .file, let earlier = member.earlier { return earlier.row }
      }
      return nil
    }
    guard var rows else { return contents }
    while let asked = try? rows.next() {
      for case .success(let content) in (try? opener.open(asked)) ?? [] {
        contents[content.row.entry.path] = content.whole
      }
    }
    return contents
  }
}

// MARK: - Reading members

extension FramePacker {
  private func pack(
    _ members: [MemberPlan], lost: Set<Path>, _ tools: Tools
  ) throws(StoreError) -> PackedFrame {
    let unchanged = unchangedContents(members, tools)
    var lost = lost
    var outcomes: [PackedFrame.Outcome] = []
    outcomes.reserveCapacity(members.count)
    let terms = try beginTerms(tools)
    defer { tools.gatherer?.endFrame() }
    tools.writer.removeAll()
    for member in members {
      var entry = member.entry
      do throws(StoreError) {
        if case .hardLink(let target) = entry.kind, lost.contains(target) {
          throw .linkToUnread(entry.path)
        }
        if let content = unchanged[entry.path], let row = member.earlier?.row {
          let place = IndexRow.Place(frame: 0, position: tools.writer.count)
          try write(entry, unsafe content.bytes[content.range].bytes, tools)
          let kept = IndexRow(entry: entry, place: place, digest: row.digest, facts: row.facts)
          outcomes.append(.packed(kept, isLinked: member.isLinked, remark: nil))
          continue
        }
        let (content, isTorn) = try read(member)
        entry.size = Int64(content.count)
        let span = unsafe content.span.bytes
        var row = IndexRow(
          entry: entry, place: IndexRow.Place(frame: 0, position: tools.writer.count))
        if entry.kind == .file {
          row.digest = Digest(of: span)
          if entry.isPost { row.facts = settings.describe?(entry.path, content) }
        }
        try write(entry, span, tools)
        outcomes.append(
          .packed(
            row, isLinked: member.isLinked,
            remark: isTorn ? .changedWhileRead(entry.path) : nil))
      } catch let error where error.concernsOneMember {
        if member.isLinked { lost.insert(entry.path) }
        outcomes.append(.failed(entry, isLinked: member.isLinked, error))
      }
    }
    let count = tools.writer.count
    let bytes =
      count == 0
      ? []
      : unsafe try tools.writer.withBytes { (bytes) throws(StoreError) in
        try compress(unsafe bytes.bytes, tools)
      }
    return PackedFrame(bytes: bytes, decodedLength: count, outcomes: outcomes, terms: terms)
  }

  private func write(_ entry: Entry, _ content: RawSpan, _ tools: Tools) throws(StoreError) {
    do throws(TarError) {
      try tools.writer.begin(Member(entry))
      try unsafe content.withUnsafeBytes { (bytes) throws(TarError) in
        try unsafe tools.writer.write(bytes)
        switch entry.kind {
        case .file: unsafe tools.gatherer?.add(bytes)
        case .hardLink: tools.gatherer?.addUnknown()
        case .folder, .symbolicLink, .special: break
        }
      }
      try tools.writer.endMember()
    } catch {
      throw tarFailure(error)
    }
  }

  /// Reads a whole content.
  ///
  /// - Returns: the content, and whether it changed while it was read.
  private func read(_ member: MemberPlan) throws(StoreError) -> (content: [UInt8], isTorn: Bool) {
    switch member.content {
    case .none: return ([], false)
    case .bytes(let bytes): return (bytes, false)
    case .file(let folder, let name):
      do throws(Errno) {
        return try readWatching(folder.open().file(name))
      } catch {
        throw StoreError(error, .read, member.entry.path.bytes)
      }
    case .part(let file, let start):
      do throws(Errno) {
        let size = Int(member.entry.size)
        let bytes = try file.bytes(from: start, upTo: size)
        guard bytes.count == size else { throw Errno.ioError }
        return (bytes, false)
      } catch {
        throw .temporaryFile(error)
      }
    }
  }

  /// Reads a file as it is now, and again if it changes meanwhile.
  private func readWatching(_ file: OpenFile) throws(Errno) -> (content: [UInt8], isTorn: Bool) {
    var status = try file.status()
    for attempt in 1... {
      // A file that grows without end is cut at the length from which on it would be large.
      let bytes = try file.bytes(from: 0, upTo: Int(min(status.size, Int64(FrameCutter.greatest))))
      let now = try file.status()
      let isSame = now.isUnwritten(since: status)
      if isSame || attempt == PlannedContent.maximumReadings { return (bytes, !isSame) }
      status = now
    }
    preconditionFailure("the last attempt returns")
  }
}

extension StoreError {
  /// Whether the error is about one member, so that the others can still be packed.
  fileprivate var concernsOneMember: Bool { concernsOneFile || code == .leftOut }
}
