import ArchiveFormat
import Archives
import Entries
import Files
import Salvaging
import Tar

extension ScannedSource {
  /// Returns the whole members of the archive, as `PostCollection.salvage` does.
  ///
  /// - Parameter index: the index of the archive; nil if there is none that can be used.
  func salvage(
    using index: ArchiveIndex?, _ selection: Selection, for action: StoreError.Action,
    threads: Int, context: Context
  ) throws(StoreError) -> any MemberStream {
    func frames(usingTable: Bool = true) throws(StoreError) -> FrameSalvage {
      try self.frames(selection, for: action, usingTable: usingTable, context: context)
    }
    if let index {
      guard index.seekTableFitsFrames() else {
        context.report(
          StoreError(
            .indexUnusable, action, [], in: name,
            cause: "Damaged seek table: it does not match the frames of the archive"))
        return try frames(usingTable: false)
      }
      do throws(StoreError) {
        try index.checkBytes()
        return try IndexedSalvage(
          index, selection, for: action, threads: threads, context: context
        ) { () throws(StoreError) in try frames() }
      } catch let error where error.code == .indexUnusable || error.code == .unreadable {
        context.report(error)
        return try frames()
      }
    }
    if try holdsFrames(for: action) {
      if let indexTrouble { context.report(indexTrouble) }
      return try frames()
    }
    let scan = try scan(selection, for: action, context: context)
    return ScanSalvage(scan, of: name, for: action, report: context.report)
  }

  private func frames(
    _ selection: Selection, for action: StoreError.Action, usingTable: Bool,
    context: Context
  ) throws(StoreError) -> FrameSalvage {
    try requireNoSnapshot(action)
    let length = try attempt(
      bytes.length ?? 0,
      orThrow: { (error: ReadFailure) in StoreError(error, action, [], in: name) })
    let table = usingTable ? try? ArchiveIndex.seekTable(of: bytes, length: length) : nil
    return try FrameSalvage(
      bytes, length: length, table: table, named: name, knowsOfIndex: knowsOfIndex, selection,
      for: action, context: context)
  }

  /// Returns whether the archive is made of frames that hold whole members each. The beginning of
  /// the archive shows this or, if that is damaged, the part after it.
  ///
  /// One compressed stream can be cut into frames too, but at any place.
  func holdsFrames(for action: StoreError.Action) throws(StoreError) -> Bool {
    do throws(ReadFailure) {
      guard let length = try bytes.length else { return false }
      let header = try bytes.bytes(in: 0..<min(length, Int64(IndexedArchive.unit))) ?? []
      // A plain tar, perhaps with a file of frames in it.
      if header.dropFirst(257).starts(with: "ustar".utf8) { return false }
      return try holdsFrames(inFirst: min(length, Self.maximumDamagedBeginning))
    } catch {
      throw StoreError(error, action, [], in: name)
    }
  }

  private func holdsFrames(inFirst length: Int64) throws(ReadFailure) -> Bool {
    guard var walk = try? FrameWalk(bytes, length: length, table: nil) else { return false }
    var looked = 0
    var found = false
    // Whether the next frame may be a piece of a member.
    var isOpen = false
    while looked < Self.framesLookedAt, let step = try walk.next() {
      guard case .frame(_, let bytes) = step else {
        isOpen = true
        continue
      }
      looked += 1
      switch unsafe Self.borders(in: bytes) {
      case .whole: (found, isOpen) = (true, false)
      case .begun: isOpen = true
      case .none where isOpen: continue
      case .none: return unsafe found && bytes.allSatisfy { $0 == 0 }
      case .cut: return false
      }
    }
    return found
  }

  /// The ways in which the members of a tar are placed in a frame.
  private enum Borders {
    /// Whole members fill it from its beginning to its end.
    case whole
    /// A single member begins in it, and goes on in the next.
    case begun
    /// Several members begin in it, and the last goes on in the next.
    case cut
    /// No member begins where the frame begins.
    case none
  }

  private static func borders(in bytes: UnsafeRawBufferPointer) -> Borders {
    var count = 0
    do throws(TarError) {
      var reader = unsafe try TarBufferReader.open(bytes)
      while let member = try reader.next() {
        count += 1
        if !member.isWhole { return count == 1 ? .begun : .cut }
      }
      return count > 0 ? .whole : .none
    } catch {
      return count > 0 ? .cut : .none
    }
  }

  /// The number of bytes from the beginning of a file in which frames are examined to find its
  /// form.
  private static let maximumDamagedBeginning: Int64 = 64 << 20

  /// The number of frames to examine. A stream that was cut into frames by chance hardly ever ends
  /// each of this many after a member.
  private static let framesLookedAt = 8
}
