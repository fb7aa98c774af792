import ArchiveFormat
import Archives
package import Entries
package import Files
import SystemPackage
import Tar

extension PostCollection {
  /// Returns the whole members of an archive, in its order, even if the rest is damaged.
  ///
  /// Each member was checked to its end before it is given out, so that reading it does not find
  /// damage. A hard link to a file that is lost is left out. Each loss is reported once, by its
  /// path or, if that is unknown, as a range of bytes of the file.
  ///
  /// - Throws: `StoreError.Code.notAnArchive` for a folder, and if nothing in the file is a tar;
  ///   `.unreadable`.
  package func salvage(
    _ selection: Selection = .everything, for action: StoreError.Action = .read,
    threads: Int = Parallelism.processors, interruption: Interruption = .never,
    report: @escaping Report
  ) throws(StoreError) -> any MemberStream {
    guard let file = archiveFile, let archive = archiveName else {
      throw StoreError(
        .notAnArchive, action, ArgumentText.bytes(of: name), cause: Errno.isDirectory.description)
    }
    if case .indexed(let index) = source {
      guard index.seekTableFitsFrames() else {
        report(
          StoreError(
            .indexUnusable, action, [], in: archive,
            cause: "Damaged seek table: it does not match the frames of the archive"))
        return try frames(
          of: file, archive, selection, for: action, usingTable: false, knowsOfIndex: true,
          interruption: interruption, report: report)
      }
      do throws(StoreError) {
        try index.checkBytes()
        return try IndexedSalvage(
          index, selection, for: action, threads: threads, interruption: interruption,
          report: report
        ) { () throws(StoreError) in
          try frames(
            of: file, archive, selection, for: action, knowsOfIndex: true,
            interruption: interruption, report: report)
        }
      } catch let error where error.code == .indexUnusable {
        report(error)
        return try frames(
          of: file, archive, selection, for: action, knowsOfIndex: true,
          interruption: interruption, report: report)
      }
    }
    if try holdsFrames(file, for: action) {
      if let indexTrouble { report(indexTrouble) }
      return try frames(
        of: file, archive, selection, for: action, knowsOfIndex: indexTrouble != nil,
        interruption: interruption, report: report)
    }
    let scan = try scan(
      file, selection, for: action, interruption: interruption, report: report)
    return ScanSalvage(scan, of: archive, for: action, report: report)
  }

  private func frames(
    of file: OpenFile, _ archive: String, _ selection: Selection, for action: StoreError.Action,
    usingTable: Bool = true, knowsOfIndex: Bool, interruption: Interruption,
    report: @escaping Report
  ) throws(StoreError) -> FrameSalvage {
    try requireNoSnapshot(action)
    let length: Int64
    do throws(Errno) {
      length = try file.status().size
    } catch {
      throw StoreError(error, action, [], in: archive)
    }
    let table = usingTable ? try? ArchiveIndex.seekTable(of: file, length: length) : nil
    return try FrameSalvage(
      file, length: length, table: table, named: archive, knowsOfIndex: knowsOfIndex, selection,
      for: action, interruption: interruption, report: report)
  }

  /// Whether a file is made of frames that hold whole members each. Its beginning shows that or, if
  /// it is damaged, what follows.
  ///
  /// A tar that is compressed as one stream can be cut into frames too, but then at any place.
  package func holdsFrames(_ file: OpenFile, for action: StoreError.Action) throws(StoreError)
    -> Bool
  {
    do throws(Errno) {
      let status = try file.status()
      guard status.kind == .file else { return false }
      let header = try file.bytes(in: 0..<min(status.size, Int64(IndexedArchive.unit))) ?? []
      // A plain tar, perhaps with a file of frames in it.
      if header.dropFirst(257).starts(with: "ustar".utf8) { return false }
      return try Self.holdsFrames(file, length: min(status.size, Self.greatestDamagedBeginning))
    } catch {
      throw StoreError(error, action, [], in: archiveName)
    }
  }

  private static func holdsFrames(_ file: OpenFile, length: Int64) throws(Errno) -> Bool {
    guard var walk = try? FrameWalk(file, length: length, table: nil) else { return false }
    var looked = 0
    var found = false
    // Whether the next frame may be a piece of a member.
    var isOpen = false
    while looked < framesLookedAt, let step = try walk.next() {
      guard case .frame(_, let bytes) = step else {
        isOpen = true
        continue
      }
      looked += 1
      switch unsafe borders(in: bytes) {
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
      var reader = unsafe try FrameReader.open(bytes)
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
  private static let greatestDamagedBeginning: Int64 = 64 << 20

  /// The number of frames to examine. A stream that was cut into frames by chance hardly ever ends
  /// each of this many after a member.
  private static let framesLookedAt = 8
}
