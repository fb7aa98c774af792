import ArchiveFormat
import Archives
package import Entries
import Files
package import Posts
package import Store
import SystemPackage

/// Reads an archive to its end and reports whether it is whole, and what is lost if it is not.
///
/// In an indexed archive everything is checked: frames against their digests and the seek table,
/// members against the rows of the index, contents against their digests, and the index against its
/// own digest. Any other archive is read as libarchive reads it.
package struct Verification {
  package struct Options: Sendable {
    /// The number of threads that check frames.
    package var threads = Parallelism.processors
    /// Whether it is enough that the frames are as they were written; in an archive without an
    /// index, that it can be decompressed and its headers can be read.
    package var isQuick = false
    /// The function that finds the facts about a post, with which those in the index are compared;
    /// nil to leave them.
    package var describe: Describe?

    package init() {}
  }

  /// The result of a verification.
  package struct Summary: Equatable, Sendable {
    /// The number of whole members, and the number of posts among them.
    package var members = 0
    package var posts = 0
    /// The number of snapshots that those members belong to; nil for an archive without history.
    package var snapshots: Int?
    /// The length of all whole contents together in bytes.
    package var bytes: Int64 = 0
    /// Whether anything is damaged.
    package var isDamaged = false
    /// The paths of the lost members, in the order of the archive.
    package var lost: [Path] = []
    /// Whether there may have been other members whose paths are unknown.
    package var hasLostUnnamed = false

    package init() {}

    package var lostPosts: Int { lost.count { $0.isPost } }

    mutating func countWhole(_ entry: Entry) {
      members += 1
      if entry.isPost { posts += 1 }
      // Sizes are unproven claims if only stored bytes are checked.
      bytes = bytes.addingReportingOverflow(entry.size).overflow ? .max : bytes + entry.size
    }
  }

  private let archive: PostCollection
  private let options: Options
  private let context: Context

  /// - Parameter context: hears of each lost member, with any other damage, and with each member
  ///   that can be read but whose path is refused.
  package init(_ archive: PostCollection, options: Options = Options(), context: Context) {
    self.archive = archive
    self.options = options
    self.context = context
  }

  /// The number of bytes that `verify` will report as read; nil if it is unknown.
  package var totalBytes: Int? { archive.tarLength }

  /// Checks everything.
  ///
  /// - Parameter read: called with the numbers of posts and bytes that were read since its last
  ///   call.
  /// - Throws: `StoreError.Code.notAnArchive`, `.unreadable` and the like, but not `.damaged`.
  package func verify(
    read: @escaping (_ posts: Int, _ bytes: Int64) -> Void = { _, _ in }
  ) throws(StoreError) -> Summary {
    guard archive.isArchive else {
      throw StoreError(
        .notAnArchive, .verify, ArgumentText.bytes(of: archive.name), cause: "it is a folder")
    }
    if let trouble = archive.indexTrouble {
      guard trouble.remedy != .renewIndex else {
        context.report(trouble)
        return try scan(read)
      }
      return try verifyWithoutIndex(trouble, read)
    }
    guard let index = archive.index else { return try scan(read) }
    do throws(StoreError) {
      if archive.isPinned {
        try index.checkBytes()
        return try walk(read)
      }
      var run = try IndexedVerification(index, options: options, context: context)
      return try run.verify(read: read)
    } catch let error where error.code == .indexUnusable && !archive.isPinned {
      return try verifyWithoutIndex(error, read)
    }
  }

  /// Reports a damaged index, and checks everything else.
  private func verifyWithoutIndex(
    _ trouble: StoreError, _ read: (Int, Int64) -> Void
  ) throws(StoreError) -> Summary {
    context.report(StoreError(.damaged, .verify, [], in: archive.archiveName, cause: trouble.cause))
    var summary = try archive.holdsFrames(for: .verify) ? try walk(read) : try scan(read)
    summary.isDamaged = true
    return summary
  }

  /// Checks an archive of frames without its index.
  private func walk(_ read: (Int, Int64) -> Void) throws(StoreError) -> Summary {
    let losses = Losses(context.report)
    let stream = try archive.salvage(
      for: .verify, threads: options.threads, context: context.reporting(to: losses.report))
    var summary = Summary()
    while let entry = try stream.next() {
      summary.countWhole(entry)
      read(entry.isPost ? 1 : 0, entry.size)
    }
    losses.add(to: &summary)
    return summary
  }

  /// Checks an archive of any form.
  private func scan(_ read: (Int, Int64) -> Void) throws(StoreError) -> Summary {
    let losses = Losses(context.report)
    let scan = try archive.scan(
      .everything, for: .verify, context: context.reporting(to: losses.report))
    var summary = Summary()
    var links = LinkTargets()
    do throws(StoreError) {
      while let entry = try scan.next() {
        var length: Int64 = 0
        while !options.isQuick, let piece = try scan.nextPiece() { length += piece.count }
        if let cause = links.trouble(of: entry) {
          losses.report(
            StoreError(.damaged, .verify, entry.path, in: archive.archiveName, cause: cause))
        } else {
          summary.countWhole(entry)
        }
        read(entry.isPost ? 1 : 0, options.isQuick ? entry.size : length)
      }
      if try hasLostIndex(passed: scan.skippedFrames) {
        summary.isDamaged = true
        context.report(
          StoreError(
            .damaged, .verify, [], in: archive.archiveName,
            cause: "it has an index that can no longer be found"))
      }
      losses.add(to: &summary)
      return summary
    } catch let error where error.code == .damaged {
      // The members after the damage may be whole. They can be found in frames, but not in one
      // compressed stream.
      if try archive.holdsFrames(for: .verify) {
        summary = try walk(read)
        // The members may all be whole, and only a skippable frame damaged.
        if !summary.isDamaged { context.report(error) }
        summary.isDamaged = true
        return summary
      }
      losses.report(error)
      losses.add(to: &summary)
      summary.hasLostUnnamed = true
      return summary
    }
  }
}

extension Verification {
  /// Returns whether an archive without an index once had one, judging by the skippable frames that
  /// a scan passed over.
  private func hasLostIndex(passed: SkippedFrames) throws(StoreError) -> Bool {
    do throws(ReadFailure) {
      // No index is looked for in bytes that can be read only once.
      guard archive.indexTrouble == nil, let bytes = archive.archiveBytes,
        let length = try bytes.length
      else { return false }
      if passed.hasIndex { return true }
      guard passed.hasSeekTable else { return false }
      // Other programs write seek tables too, but none of their frames is empty.
      let table = try? ArchiveIndex.seekTable(of: bytes, length: length)
      return table.map { $0.indexFrame != nil } ?? true
    } catch {
      throw StoreError(error, .verify, [], in: archive.archiveName)
    }
  }
}

/// Collects damage as it is reported, and hands it on.
private final class Losses {
  private var paths: [Path] = []
  private var isDamaged = false
  private var hasUnnamed = false
  private let next: Report

  init(_ next: @escaping Report) { self.next = next }

  var report: Report {
    { [self] error in
      // The damage of the index has already been reported.
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

/// The files that hard links of a tar can lead to, as it is read from its beginning.
private struct LinkTargets {
  /// Hashes of their paths: eight bytes for each file.
  private var files: Set<Int> = []

  /// Takes the next entry.
  ///
  /// - Returns: the reason why it cannot be unpacked; nil if it is no hard link to nothing.
  mutating func trouble(of entry: Entry) -> String? {
    if case .hardLink(let target) = entry.kind, !files.contains(target.hashValue) {
      return "it is a hard link to \(target), which is no file before it"
    }
    if entry.isFolder {
      files.remove(entry.path.hashValue)
    } else {
      files.insert(entry.path.hashValue)
    }
    return nil
  }
}
