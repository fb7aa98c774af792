import ArchiveFormat
import Archives
package import Entries
import Files
package import Posts
package import Store
import SystemPackage

/// Reads an archive to its end, to say whether it is whole, and what is lost where it is not.
///
/// Of an indexed archive everything is held against everything: frames against their digests and the
/// seek table, members against the rows of the index, contents against their digests, and the index
/// against its own. Any other is read as libarchive reads it.
package struct Verification {
  package struct Options: Sendable {
    /// How many threads check frames at once.
    package var threads = Parallelism.processors
    /// Whether it is enough that frames are as they were written, or of an archive without an index that
    /// its compression can be undone and its headers be read.
    package var isQuick = false

    package init() {}
  }

  /// What was found.
  package struct Summary: Equatable, Sendable {
    /// How many members are whole, and how many of them are posts.
    package var members = 0
    package var posts = 0
    /// How many snapshots those are of; nil for an archive without history.
    package var snapshots: Int?
    /// The bytes of all whole contents together.
    package var bytes: Int64 = 0
    /// Whether anything at all is damaged.
    package var isDamaged = false
    /// The paths of what is lost, in the order of the archive.
    package var lost: [Path] = []
    /// Whether there may have been more, of which nothing tells the path.
    package var hasLostUnnamed = false

    package init() {}

    package var lostPosts: Int { lost.count { $0.isPost } }

    mutating func countWhole(_ entry: Entry) {
      members += 1
      if entry.isPost { posts += 1 }
      // Sizes are claims where only stored bytes are looked at.
      bytes = bytes.addingReportingOverflow(entry.size).overflow ? .max : bytes + entry.size
    }
  }

  private let archive: PostCollection
  private let options: Options
  private let interruption: Interruption
  private let report: Report

  /// - Parameter report: told of each member that is lost, of all else that is damaged, and of members
  ///   that can be read, but whose path is refused.
  package init(
    _ archive: PostCollection, options: Options = Options(), interruption: Interruption = .never,
    report: @escaping Report
  ) {
    self.archive = archive
    self.options = options
    self.interruption = interruption
    self.report = report
  }

  /// How many bytes `verify` will tell that it has read; nil where that is not known.
  package var totalBytes: Int? { archive.tarLength }

  /// Reads everything.
  ///
  /// - Parameter read: told of how many more posts and bytes have been read.
  /// - Throws: `StoreError.Code.notAnArchive`, `.unreadable` and the like, but not `.damaged`.
  package func verify(
    read: @escaping (_ posts: Int, _ bytes: Int64) -> Void = { _, _ in }
  ) throws(StoreError) -> Summary {
    switch archive.source {
    case .folder:
      throw StoreError(
        .notAnArchive, .verify, ArgumentText.bytes(of: archive.name), cause: "it is a folder")
    case .archive(let file):
      if let trouble = archive.indexTrouble { return try verifyWithoutIndex(file, trouble, read) }
      return try scan(file, read)
    case .indexed(let index):
      do throws(StoreError) {
        if archive.isPinned {
          try index.checkBytes()
          return try walk(read)
        }
        var run = try IndexedVerification(
          index, options: options, interruption: interruption, report: report)
        return try run.verify(read: read)
      } catch let error where error.code == .indexUnusable && !archive.isPinned {
        return try verifyWithoutIndex(index.file, error, read)
      }
    }
  }

  /// Tells of a damaged index, and checks all else.
  private func verifyWithoutIndex(
    _ file: OpenFile, _ trouble: StoreError, _ read: (Int, Int64) -> Void
  ) throws(StoreError) -> Summary {
    report(
      StoreError(.damaged, .verify, [], in: archive.archiveName, cause: trouble.cause))
    var summary =
      try archive.holdsFrames(file, for: .verify) ? try walk(read) : try scan(file, read)
    summary.isDamaged = true
    return summary
  }

  /// Checks an archive of frames without an index.
  private func walk(_ read: (Int, Int64) -> Void) throws(StoreError) -> Summary {
    let losses = Losses(report)
    let stream = try archive.salvage(
      for: .verify, threads: options.threads, interruption: interruption, report: losses.report)
    var summary = Summary()
    while let entry = try stream.next() {
      summary.countWhole(entry)
      read(entry.isPost ? 1 : 0, entry.size)
    }
    losses.add(to: &summary)
    return summary
  }

  /// Checks an archive of any form.
  private func scan(
    _ file: OpenFile, _ read: (Int, Int64) -> Void
  ) throws(StoreError) -> Summary {
    let scan = try archive.scan(
      file, .everything, for: .verify, interruption: interruption,
      report: { if $0.code != .indexUnusable { report($0) } })
    var summary = Summary()
    do throws(StoreError) {
      while let entry = try scan.next() {
        var length: Int64 = 0
        while !options.isQuick, let piece = try scan.nextPiece() { length += piece.count }
        summary.countWhole(entry)
        read(entry.isPost ? 1 : 0, options.isQuick ? entry.size : length)
      }
      if try hasLostIndex(file, passed: scan.skippedFrames) {
        summary.isDamaged = true
        report(
          StoreError(
            .damaged, .verify, [], in: archive.archiveName,
            cause: "it has an index that can no longer be found"))
      }
      return summary
    } catch let error where error.code == .damaged {
      // What is behind may be whole, which frames tell and one compressed stream does not.
      if try archive.holdsFrames(file, for: .verify) {
        summary = try walk(read)
        // Members may be whole all the same, and a skippable frame broken.
        if !summary.isDamaged { report(error) }
        summary.isDamaged = true
        return summary
      }
      let losses = Losses(report)
      losses.report(error)
      losses.add(to: &summary)
      summary.hasLostUnnamed = true
      return summary
    }
  }
}

extension Verification {
  /// Whether an archive without an index once had one, by what a scan passed over.
  private func hasLostIndex(_ file: OpenFile, passed: SkippedFrames) throws(StoreError) -> Bool {
    do throws(Errno) {
      let status = try file.status()
      // In what can be read but once no index is looked for.
      guard archive.indexTrouble == nil, status.kind == .file else { return false }
      if passed.hasIndex { return true }
      guard passed.hasSeekTable else { return false }
      // Others write seek tables too, whose frames all hold something.
      let table = try? ArchiveIndex.seekTable(of: file, length: status.size)
      return table.map { $0.indexFrame != nil } ?? true
    } catch {
      throw StoreError(error, .verify, [], in: archive.archiveName)
    }
  }
}

/// Damage as it is reported.
private final class Losses {
  private var paths: [Path] = []
  private var isDamaged = false
  private var hasUnnamed = false
  private let next: Report

  init(_ next: @escaping Report) { self.next = next }

  var report: Report {
    { [self] error in
      // An index that is of no use has been told of.
      guard error.code != .indexUnusable else { return }
      if error.code == .damaged {
        isDamaged = true
        if error.subject.isEmpty {
          hasUnnamed = true
        } else {
          paths.append(Path(uncheckedBytes: error.subject))
        }
      }
      next(error)
    }
  }

  func add(to summary: inout Verification.Summary) {
    summary.isDamaged = summary.isDamaged || isDamaged
    summary.lost += paths
    summary.hasLostUnnamed = summary.hasLostUnnamed || hasUnnamed
  }
}
