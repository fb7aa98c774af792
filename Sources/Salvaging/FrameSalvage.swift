package import ArchiveFormat
package import Archives
package import Entries
import Files
package import Posts
package import Tar

/// The whole members of an archive of frames, even if its index and other frames are damaged.
///
/// The frames are read in the order of the file, and each member is given out once it is known to
/// be whole. A loss without a known path is reported as a range of bytes of the file.
@safe package final class FrameSalvage: MemberStream {
  private let source: any ByteSource
  private let name: String
  private let knowsOfIndex: Bool
  /// The path of the last member that was met.
  private var lastPath: Path?
  private let selection: Selection
  private let action: StoreError.Action
  private let context: Context
  private let length: Int64
  private var tally: MemberTally
  private var walk: FrameWalk
  /// The content of the frame that `members` are in.
  private var bytes = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  private var extent: Range<Int64> = 0..<0
  private var members: ArraySlice<TarMember> = []
  /// A step that was read to see whether a member goes on, but does not belong to it.
  private var waiting: FrameWalk.Step?
  /// Whether the next frame may be the rest of a member whose beginning is lost.
  private var isAfterDamage = false
  private var hasEnd = false
  /// The bytes that were lost since the last whole frame and have not been reported.
  private var lost: Range<Int64>?
  /// The whole files met so far, as hashes of their paths. A hard link to any of them may still
  /// come, so they are all kept, with eight bytes for each.
  private var wholeFiles: Set<Int> = []
  private var current: Entry?
  private var content = Content.none

  private enum Content {
    case none
    case inFrame(Range<Int>)
    case inFrames(LargeContent)
  }

  /// - Parameters:
  ///   - length: the number of its bytes.
  ///   - table: its seek table, if that is whole.
  ///   - knowsOfIndex: whether an index that cannot be used has already been reported.
  package init(
    _ source: any ByteSource, length: Int64, table: SeekTable?, named name: String,
    knowsOfIndex: Bool, _ selection: Selection, for action: StoreError.Action,
    context: Context
  ) throws(StoreError) {
    self.source = source
    self.name = name
    self.knowsOfIndex = knowsOfIndex
    self.selection = selection
    self.action = action
    self.context = context
    self.length = length
    tally = MemberTally(context.limits, for: action, archive: name)
    walk = try attempt(
      FrameWalk(source, length: length, table: table),
      orThrow: { (error: IndexError) in
        StoreError(.unreadable, action, [], in: name, cause: error.message)
      })
  }

  package func next() throws(StoreError) -> Entry? {
    current = nil
    while true {
      content = .none
      try context.check(action, ArgumentText.bytes(of: name))
      guard let found = members.popFirst() else {
        guard try openNextFrame() else {
          finish()
          return nil
        }
        continue
      }
      let accepted = entry(for: found.member)
      try tally.count(accepted, from: length)
      guard let entry = accepted else { continue }
      lastPath = entry.path
      guard try prepare(found, as: entry), !entry.path.isRoot,
        selection.includes(entry.path)
      else { continue }
      current = entry
      return entry
    }
  }

  package func nextPiece() throws(StoreError) -> Piece? {
    switch content {
    case .none: return nil
    case .inFrame(let range):
      content = .none
      return unsafe range.isEmpty ? nil : .bytes(UnsafeRawBufferPointer(rebasing: bytes[range]))
    case .inFrames(var large):
      try context.check(action, current?.path.bytes ?? [])
      let piece: UnsafeRawBufferPointer?
      do throws(ReadFailure) {
        unsafe piece = try large.next(in: source)
      } catch {
        throw StoreError(error, action, current?.path.bytes ?? [], in: name)
      }
      content = .inFrames(large)
      return unsafe piece.map { unsafe .bytes($0) }
    }
  }

  /// Makes the entry for a member; returns nil, after a report, if its path or that of its link is
  /// refused.
  private func entry(for member: Member) -> Entry? {
    do throws(PathError) {
      return try Entry(member)
    } catch {
      context.report(StoreError(.refused, action, member.path, in: name, cause: error.reason))
      return nil
    }
  }

  /// Checks that a member is whole, and prepares its content; returns false, after a report, if it
  /// is not.
  private func prepare(_ found: TarMember, as entry: Entry) throws(StoreError) -> Bool {
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
    context.report(StoreError(.damaged, action, entry.path, in: name, cause: cause))
  }
}

// MARK: - Frames

extension FrameSalvage {
  /// Advances to the next frame that members begin in; returns false at the end of the file.
  private func openNextFrame() throws(StoreError) -> Bool {
    while let step = try nextStep() {
      switch step {
      case .damage(let extent): note(extent)
      case .frame(let extent, let bytes):
        if bytes.count == 0 { continue }
        if let links = unsafe EndOfTar.members(in: bytes) {
          hasEnd = true
          if links.isEmpty { continue }
          tellLost()
          unsafe self.bytes = bytes
          self.extent = extent
          members = links[...]
          return true
        }
        let (members, isBroken) = unsafe TarMember.all(in: bytes)
        guard !members.isEmpty, unsafe !mayBeRest(members[0], of: bytes, isBroken: isBroken)
        else {
          note(extent)
          continue
        }
        tellLost()
        if isBroken { note(extent) } else { isAfterDamage = false }
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
    return try attempt(
      walk.next(), orThrow: { (error: ReadFailure) in StoreError(error, action, [], in: name) })
  }

  private func mayBeRest(
    _ first: TarMember, of bytes: UnsafeRawBufferPointer, isBroken: Bool
  ) -> Bool {
    isAfterDamage
      && first.mayBeInRest(
        ofLength: bytes.count, isBroken: isBroken,
        // The members of an archive with an index are in the order of their paths.
        after: knowsOfIndex ? .some(lastPath) : nil)
  }

  /// Finds the frames that a member goes on in. They must hold exactly the missing bytes and follow
  /// each other directly; otherwise returns nil.
  private func rest(of found: TarMember) throws(StoreError) -> LargeContent? {
    var extents = [extent]
    var missing = found.member.size - Int64(found.content.count)
    while missing > 0 {
      try context.check(action, found.member.path)
      guard let step = try nextStep() else { return nil }
      guard case .frame(let next, let bytes) = step, next.lowerBound == extents.last?.upperBound,
        Int64(bytes.count) <= missing || Int64(bytes.count) == missing.roundedUpToBlock
      else {
        waiting = step
        isAfterDamage = true
        return nil
      }
      missing -= Int64(bytes.count)
      extents.append(next)
    }
    return try attempt(
      LargeContent(
        extents, from: found.content.lowerBound, size: found.member.size,
        decompressor: FrameDecompressor()),
      orThrow: { (error: IndexError) in
        StoreError(.unreadable, action, found.member.path, in: name, cause: error.message)
      })
  }

  private func note(_ extent: Range<Int64>) {
    isAfterDamage = true
    lost = (lost?.lowerBound ?? extent.lowerBound)..<extent.upperBound
  }

  /// Reports the bytes that were lost, if there are any.
  private func tellLost() {
    guard let range = lost.take() else { return }
    context.report(.lost(range, action, in: name))
  }

  private func finish() {
    tellLost()
    if walk.skipped.mayBeOfHistory {
      context.report(.mixedSnapshots(action, in: name))
    } else if !knowsOfIndex, walk.skipped.hasIndex {
      context.report(.lostIndex(action, in: name))
    }
    guard !hasEnd else { return }
    hasEnd = true
    context.report(
      StoreError(
        .damaged, action, [], in: name, cause: "it ends too soon: its end mark is missing"))
  }
}

extension TarMember {
  /// Reads the members of a frame until the end, or until a header cannot be read.
  package static func all(
    in bytes: UnsafeRawBufferPointer
  ) -> (members: [TarMember], isBroken: Bool) {
    var members: [TarMember] = []
    do throws(TarError) {
      var reader = unsafe try TarBufferReader.open(bytes)
      while let member = try reader.next() { members.append(member) }
      return (members, false)
    } catch {
      return (members, true)
    }
  }

  /// Returns whether the frame that begins with this member may be a piece of a large member, which
  /// may be a tar itself.
  ///
  /// Every such piece but the last has exactly this length. A frame of members can have it too, but
  /// then its first member goes on in the next frame. The last piece is recognized in an archive
  /// with an index: its headers break off, or its first path does not come after the members
  /// before.
  ///
  /// - Parameters:
  ///   - length: the number of bytes that the frame decodes to.
  ///   - isBroken: whether a header in the frame cannot be read.
  ///   - last: the path of the member before; nil if members are in no order.
  package func mayBeInRest(ofLength length: Int, isBroken: Bool, after last: Path??) -> Bool {
    if length == IndexedArchive.pieceLength, isWhole { return true }
    guard let last else { return false }
    return isBroken || last.map { !($0 < Path(uncheckedBytes: member.path)) } == true
  }
}

/// The content of a member in several frames, all of which have been decoded once before.
struct LargeContent {
  private let decompressor: FrameDecompressor
  private var extents: ArraySlice<Range<Int64>>
  /// The offset in the next frame where the content begins.
  private var start: Int
  private var missing: Int64

  init(_ extents: [Range<Int64>], from start: Int, size: Int64, decompressor: FrameDecompressor) {
    self.extents = extents[...]
    self.start = start
    self.decompressor = decompressor
    missing = size
  }

  /// Returns the part of the content in the next frame; nil at the end.
  ///
  /// - Throws: `ReadFailure.tooShort` if the archive is not as it was.
  mutating func next(in source: any ByteSource) throws(ReadFailure) -> UnsafeRawBufferPointer? {
    guard let extent = extents.popFirst() else { return nil }
    guard let stored = try source.bytes(in: extent),
      let bytes = unsafe try? decompressor.reusedBytes(of: stored.span.bytes),
      start <= bytes.count
    else { throw .tooShort }
    let count = Int(min(missing, Int64(bytes.count - start)))
    defer { start = 0 }
    missing -= Int64(count)
    return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<(start + count)])
  }
}

extension StoreError {
  /// Returns the error for lost bytes of an archive that belong to no known path.
  package static func lost(_ range: Range<Int64>, _ action: Action, in archive: String)
    -> StoreError
  {
    let first = Figures.grouped(Int(range.lowerBound))
    let last = Figures.grouped(Int(range.upperBound - 1))
    return StoreError(
      .damaged, action, [], in: archive,
      cause: "bytes \(first) to \(last) are damaged: their contents are lost")
  }
}
