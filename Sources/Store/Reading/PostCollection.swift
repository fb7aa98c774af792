package import Archives
package import Entries
package import Files
import Glibc
import SystemPackage
import Tar

/// A tree of posts and their assets to list and read: a folder, or a tar archive in any form.
///
/// An archive with an index answers from it; any other is scanned from its beginning for each
/// question.
package struct PostCollection: Sendable {
  package enum Source: Sendable {
    case folder(FolderDescriptor)
    case archive(OpenFile)
    case indexed(ArchiveIndex)
  }

  /// The name of the folder, the file, or the snapshot in a file, as the person gave it.
  package let name: String
  /// The name of the folder or file alone.
  let fileName: String
  package let source: Source
  /// The reason why the archive's index cannot be used, reported whenever the archive is scanned
  /// instead.
  package let indexTrouble: StoreError?
  /// The limits on what may come out of an archive.
  package var limits = Limits.standard

  private init(name: String, _ source: Source) {
    self.name = name
    fileName = name
    guard case .archive(let file) = source else {
      self.source = source
      indexTrouble = nil
      return
    }
    do throws(StoreError) {
      let index = try ArchiveIndex.open(file, named: Self.archiveName(name))
      self.source = index.map { .indexed($0) } ?? source
      indexTrouble = nil
    } catch {
      self.source = source
      indexTrouble = error
    }
  }

  /// Makes an archive as of one snapshot.
  init(name: String, fileName: String, _ source: Source) {
    self.name = name
    self.fileName = fileName
    self.source = source
    indexTrouble = nil
  }

  /// Whether one snapshot was asked for, which a scan of the whole tar cannot distinguish from
  /// others.
  package var isPinned: Bool { name != fileName }

  /// Opens the collection that a person names: a folder, an archive, or `-` for an archive on
  /// standard input.
  ///
  /// A pipe, which can be read only once, is spooled into a file without a name.
  ///
  /// - Parameter forOnePass: whether reading it once from beginning to end is enough. Then only a
  ///   pipe that may be a history is spooled, since a history is recognized by its end.
  /// - Throws: `StoreError.Code.unreadable`, `.interrupted`. Whether a file is an archive shows
  ///   when it is first read.
  package static func open(
    _ name: String, forOnePass: Bool = false
  ) throws(StoreError) -> PostCollection {
    let file: OpenFile
    let start: [UInt8]
    do throws(Errno) {
      if name != "-", let folder = try FolderDescriptor.openIfFolder(name) {
        return PostCollection(name: name, .folder(folder))
      }
      file = try name == "-" ? OpenFile.standardInput() : OpenFile.open(name)
      guard file.isPipe else { return PostCollection(name: name, .archive(file)) }
      start = try file.takeStart(upTo: ArchiveReader.toldBytes)
      if forOnePass, !ArchiveReader.isZstd(start) {
        return PostCollection(name: name, .archive(try file.behind(start)))
      }
    } catch {
      throw StoreError(error, .open, ArgumentText.bytes(of: name))
    }
    let spool: OpenFile
    do throws(OpenFile.SpoolFailure) {
      spool = try file.spooled(behind: start)
    } catch {
      switch error {
      case .reading(let errno):
        throw StoreError(errno, .read, ArgumentText.bytes(of: archiveName(name)))
      case .writing(let errno): throw .temporaryFile(errno)
      }
    }
    return PostCollection(name: name, .archive(spool))
  }

  /// Whether it is an archive. Messages about its members then name it too.
  package var isArchive: Bool { archiveName != nil }

  /// The archive's name, for messages; nil for a folder.
  package var archiveName: String? {
    switch source {
    case .folder: nil
    case .archive, .indexed: Self.archiveName(name)
    }
  }

  private static func archiveName(_ name: String) -> String {
    name == "-" ? "standard input" : name
  }

  /// The archive's file; nil for a folder.
  package var archiveFile: OpenFile? {
    switch source {
    case .folder: nil
    case .archive(let file): file
    case .indexed(let index): index.file
    }
  }

  /// The length of an archive in bytes; nil if it is read from a pipe, and for a folder.
  package var fileLength: Int64? {
    guard let status = try? archiveFile?.status(), status.kind == .file else { return nil }
    return status.size
  }

  /// Whether another file has the archive's name by now, or the archive has been written to.
  package var isOutdated: Bool {
    guard name != "-", let archiveFile, let now = try? FileStatus.ofFile(named: fileName),
      now.kind == .file, let own = try? archiveFile.status()
    else { return false }
    if case .indexed(let index) = source, index.length != now.size { return true }
    return now.identity != own.identity
  }

  /// Whether a second pass finds the same as the first.
  package var canBeReadAgain: Bool {
    guard case .archive(let file) = source else { return true }
    return (try? file.status())?.kind == .file
  }

  /// Returns the entries with their contents. A folder or an indexed archive is sorted by path, any
  /// other archive is in its own order.
  package func stream(
    _ selection: Selection = .everything, interruption: Interruption = .never,
    report: @escaping Report
  ) throws(StoreError) -> any MemberStream {
    switch source {
    case .folder(let folder):
      return try FolderWalk(
        folder, selection: selection, interruption: interruption, report: report)
    case .archive(let file):
      return try scan(file, selection, interruption: interruption, report: report)
    case .indexed(let index):
      return try IndexedStream(index, selection, interruption: interruption, report: report)
    }
  }

  /// Answers from the index. If it turns out to be damaged, reports that and answers by scanning.
  package func usingIndex<Answer>(
    _ report: @escaping Report, _ answer: () throws(StoreError) -> Answer,
    orScanning scan: (OpenFile) throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    do throws(StoreError) {
      return try answer()
    } catch let error where error.code == .indexUnusable {
      // Only its index records what a snapshot holds.
      guard let archiveFile, !isPinned else { throw error }
      report(error)
      return try scan(archiveFile)
    }
  }

  /// Reads an archive from its beginning.
  package func scan(
    _ file: OpenFile, _ selection: Selection, superseded: Set<Int> = [],
    for action: StoreError.Action = .read, interruption: Interruption = .never,
    report: @escaping Report
  ) throws(StoreError) -> ArchiveScan {
    try requireNoSnapshot(action)
    _ = lseek(file.descriptor.rawValue, 0, SEEK_SET)
    if let indexTrouble { report(indexTrouble) }
    var isIndexed = false
    if case .indexed = source { isIndexed = true }
    return try ArchiveScan(
      file, named: archiveName ?? name, selection: selection, superseded: superseded,
      for: action, knowsOfIndex: isIndexed || indexTrouble != nil, limits: limits,
      interruption: interruption, report: report)
  }

  /// Refuses to read only the members if one snapshot was asked for.
  func requireNoSnapshot(_ action: StoreError.Action) throws(StoreError) {
    guard isPinned else { return }
    throw StoreError(
      .damaged, action, [], in: archiveName,
      cause: "the contents of the snapshot are not known without its index")
  }

  /// Reads an archive up to the first damage, which is reported. Everything before it stays good.
  func upToDamage(
    _ report: Report, _ body: () throws(StoreError) -> Void
  ) throws(StoreError) {
    do throws(StoreError) {
      try body()
    } catch let error where error.code == .damaged {
      report(error)
    }
  }
}
