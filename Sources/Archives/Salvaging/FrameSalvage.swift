package import ArchiveFormat
package import Entries
package import Files
package import Posts
import SystemPackage
import Tar

/// The whole members of an archive of frames, whatever has become of its index and of other frames.
///
/// The frames are met in the order of the file, and each member is given out when it is known to be
/// whole. What cannot be told by its path is told as bytes of the file.
@safe package final class FrameSalvage: MemberStream {
  private let file: OpenFile
  private let name: String
  private let knowsOfIndex: Bool
  /// The path of the member that was met last.
  private var lastPath: Path?
  private let selection: Selection
  private let action: StoreError.Action
  private let interruption: Interruption
  private let report: Report
  private var walk: FrameWalk
  /// The frame that `members` lie in.
  private var bytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  private var extent: Range<Int64> = 0..<0
  private var members: ArraySlice<FrameMember> = []
  /// A step that was taken to see whether a member goes on, and is none of its frames.
  private var waiting: FrameWalk.Step?
  /// Whether the next frame may be the rest of a member whose beginning is lost.
  private var isBehindDamage = false
  private var hasEnd = false
  /// What has been lost since the last whole frame, not told yet.
  private var lost: Range<Int64>?
  /// The files met so far that are whole, by the hashes of their paths: eight bytes for each, since a
  /// hard link may come at any time.
  private var wholeFiles: Set<Int> = []
  private var current: Entry?
  private var content = Content.none

  private enum Content {
    case none
    case inFrame(Range<Int>)
    case inFrames(LargeContent)
  }

  /// - Parameters:
  ///   - length: the bytes of the file.
  ///   - table: its seek table, if that is whole.
  ///   - knowsOfIndex: whether it was told before that an index cannot be used.
  package init(
    _ file: OpenFile, length: Int64, table: SeekTable?, named name: String, knowsOfIndex: Bool,
    _ selection: Selection, for action: StoreError.Action, interruption: Interruption,
    report: @escaping Report
  ) throws(StoreError) {
    self.file = file
    self.name = name
    self.knowsOfIndex = knowsOfIndex
    self.selection = selection
    self.action = action
    self.interruption = interruption
    self.report = report
    do throws(IndexError) {
      walk = try FrameWalk(file, length: length, table: table)
    } catch {
      throw StoreError(.unreadable, action, [], in: name, cause: error.message)
    }
  }

  package func next() throws(StoreError) -> Entry? {
    current = nil
    while true {
      content = .none
      try interruption.check(action, ArgumentText.bytes(of: name))
      guard let found = members.popFirst() else {
        guard try openNextFrame() else {
          finish()
          return nil
        }
        continue
      }
      guard let entry = entry(for: found.member) else { continue }
      lastPath = entry.path
      guard try prepare(found, as: entry), !entry.path.isRoot,
        selection.includes(entry.path)
      else { continue }
      current = entry
      return entry
    }
  }

  package func settle() throws(StoreError) -> Entry {
    guard let current else { preconditionFailure("no entry was asked for") }
    return current
  }

  package func nextPiece() throws(StoreError) -> Piece? {
    switch content {
    case .none: return nil
    case .inFrame(let range):
      content = .none
      return unsafe range.isEmpty ? nil : .bytes(UnsafeRawBufferPointer(rebasing: bytes[range]))
    case .inFrames(var large):
      try interruption.check(action, current?.path.bytes ?? [])
      let piece: UnsafeRawBufferPointer?
      do throws(Errno) {
        unsafe piece = try large.next(in: file)
      } catch {
        throw StoreError(error, action, current?.path.bytes ?? [], in: name)
      }
      content = .inFrames(large)
      return unsafe piece.map { unsafe .bytes($0) }
    }
  }

  /// The entry that a member makes; nil, and reported, where its path or its link's is refused.
  private func entry(for member: Member) -> Entry? {
    do throws(PathError) {
      return try Entry(member)
    } catch {
      report(StoreError(.refused, action, member.path, in: name, cause: error.reason))
      return nil
    }
  }

  /// Sees to it that a member is whole; false, and reported, where it is not.
  private func prepare(_ found: FrameMember, as entry: Entry) throws(StoreError) -> Bool {
    switch entry.kind {
    case .file:
      if found.isWhole {
        content = .inFrame(found.content)
      } else {
        guard let large = try rest(of: found) else {
          tellLoss(of: entry, "part of it is lost")
          return false
        }
        content = .inFrames(large)
      }
      wholeFiles.insert(entry.path.hashValue)
      return true
    case .hardLink(let target):
      if wholeFiles.contains(target.hashValue) { return true }
      tellLoss(of: entry, "the file that it is a hard link to is lost: \(target)")
      return false
    case .folder, .symbolicLink, .special: return true
    }
  }

  private func tellLoss(of entry: Entry, _ cause: String) {
    guard selection.includes(entry.path) else { return }
    report(StoreError(.damaged, action, entry.path, in: name, cause: cause))
  }
}

// MARK: - Frames

extension FrameSalvage {
  /// Goes on to the next frame that members begin in; false at the end of the file.
  private func openNextFrame() throws(StoreError) -> Bool {
    while let step = try nextStep() {
      switch step {
      case .damage(let extent): note(extent)
      case .frame(let extent, let bytes):
        if bytes.count == 0 { continue }
        if bytes.count == IndexedArchive.endLength, unsafe bytes.allSatisfy({ $0 == 0 }) {
          hasEnd = true
          continue
        }
        let (members, isBroken) = unsafe read(bytes)
        guard !members.isEmpty, unsafe !mayBeRest(members[0], of: bytes, isBroken: isBroken)
        else {
          note(extent)
          continue
        }
        tellLost()
        if isBroken { note(extent) } else { isBehindDamage = false }
        hasEnd = false
        unsafe self.bytes = bytes
        self.extent = extent
        self.members = members[...]
        return true
      }
    }
    return false
  }

  private func nextStep() throws(StoreError) -> FrameWalk.Step? {
    if let step = waiting.take() { return step }
    do throws(Errno) {
      return try walk.next()
    } catch {
      throw StoreError(error, action, [], in: name)
    }
  }

  /// Reads the headers in a frame, as far as they are whole.
  private func read(_ bytes: UnsafeRawBufferPointer) -> (members: [FrameMember], isBroken: Bool) {
    var members: [FrameMember] = []
    do throws(TarError) {
      var reader = unsafe try FrameReader.open(bytes)
      while let member = try reader.next() { members.append(member) }
      return (members, false)
    } catch {
      return (members, true)
    }
  }

  /// Whether a frame behind damage may be a piece of a large member, which can be a tar itself.
  ///
  /// Every such piece but the last has just this length, which a frame of members may have too, but
  /// then one member that goes on in the next. The last one ends as the tar does, if not with its end
  /// mark; and what is in it stands in no order with the members before.
  private func mayBeRest(
    _ first: FrameMember, of bytes: UnsafeRawBufferPointer, isBroken: Bool
  ) -> Bool {
    guard isBehindDamage else { return false }
    if bytes.count == IndexedArchive.pieceLength, first.isWhole { return true }
    guard knowsOfIndex else { return false }
    // An index is of members in order.
    return isBroken || lastPath.map { !($0 < Path(uncheckedBytes: first.member.path)) } == true
  }

  /// Finds the frames that a member goes on in, which must hold just what is missing and lie one behind
  /// the other; nil where they do not.
  private func rest(of found: FrameMember) throws(StoreError) -> LargeContent? {
    var extents = [extent]
    var missing = found.member.size - Int64(found.content.count)
    while missing > 0 {
      try interruption.check(action, found.member.path)
      guard let step = try nextStep() else { return nil }
      guard case .frame(let next, let bytes) = step, next.lowerBound == extents.last?.upperBound,
        Int64(bytes.count) <= missing || Int64(bytes.count) == missing.inWholeUnits
      else {
        waiting = step
        isBehindDamage = true
        return nil
      }
      missing -= Int64(bytes.count)
      extents.append(next)
    }
    do throws(IndexError) {
      return LargeContent(
        extents, from: found.content.lowerBound, size: found.member.size,
        decompressor: try FrameDecompressor())
    } catch {
      throw StoreError(.unreadable, action, found.member.path, in: name, cause: error.message)
    }
  }

  private func note(_ extent: Range<Int64>) {
    isBehindDamage = true
    lost = (lost?.lowerBound ?? extent.lowerBound)..<extent.upperBound
  }

  /// Tells of the bytes that were lost, if there are any.
  private func tellLost() {
    guard let range = lost.take() else { return }
    report(.lost(range, action, in: name))
  }

  private func finish() {
    tellLost()
    if walk.skipped.mayBeOfHistory {
      report(.mixedSnapshots(action, in: name))
    } else if !knowsOfIndex, walk.skipped.hasIndex {
      report(.lostIndex(action, in: name))
    }
    guard !hasEnd else { return }
    hasEnd = true
    report(
      StoreError(
        .damaged, action, [], in: name, cause: "it ends too soon: its end mark is missing"))
  }
}

/// The content of a member in several frames, which have been decoded once.
struct LargeContent {
  private let decompressor: FrameDecompressor
  private var extents: ArraySlice<Range<Int64>>
  /// Where in the next frame the content begins.
  private var start: Int
  private var missing: Int64

  init(
    _ extents: [Range<Int64>], from start: Int, size: Int64, decompressor: FrameDecompressor
  ) {
    self.extents = extents[...]
    self.start = start
    self.decompressor = decompressor
    missing = size
  }

  /// Gives what lies in one frame; nil at the end.
  ///
  /// - Throws: `Errno.ioError` where the file is not as it was.
  mutating func next(in file: OpenFile) throws(Errno) -> UnsafeRawBufferPointer? {
    guard let extent = extents.popFirst() else { return nil }
    guard let stored = try file.bytes(in: extent),
      let bytes = unsafe try? decompressor.reusedBytes(of: stored.span.bytes),
      start <= bytes.count
    else { throw .ioError }
    let count = Int(min(missing, Int64(bytes.count - start)))
    defer { start = 0 }
    missing -= Int64(count)
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<(start + count)])
  }
}

extension StoreError {
  /// Bytes of an archive of which nobody can tell what they were.
  static func lost(
    _ range: Range<Int64>, _ action: Action, in archive: String
  ) -> StoreError {
    let (first, last) = (grouped(range.lowerBound), grouped(range.upperBound - 1))
    return StoreError(
      .damaged, action, [], in: archive,
      cause: "bytes \(first) to \(last) are damaged: their contents are lost")
  }

  /// A number of 0 or more with commas between groups of three digits.
  private static func grouped(_ number: Int64) -> String {
    var groups: [String] = []
    var rest = number
    while rest >= 1000 {
      groups.append(String(String(rest % 1000 + 1000).dropFirst()))
      rest /= 1000
    }
    return ([String(rest)] + groups.reversed()).joined(separator: ",")
  }
}

extension Int64 {
  /// The least multiple of 512 that is not below, what a content takes in a tar; of a length of 0 or
  /// more, as anybody may claim it.
  package var inWholeUnits: Int64 {
    let unit = Int64(IndexedArchive.unit)
    let rest = self % unit
    guard rest > 0 else { return self }
    return self > .max - unit ? .max : self - rest + unit
  }
}
