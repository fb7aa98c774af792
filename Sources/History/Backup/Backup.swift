package import ArchiveFormat
import Archives
package import Entries
import Files
package import Packing
package import Posts
import Salvaging
package import Store
import SystemPackage

/// Adds a snapshot of a collection to an archive, which is made if there is none.
///
/// A file that has not changed since the snapshot before is not read: its kind, size, mode and time
/// are the same, its time is at least two seconds before that snapshot was begun, and nothing about
/// it has changed since. The archive is replaced by one that holds the same and, after it, the
/// snapshot; until then it is as it was.
package struct Backup {
  package struct Options: Sendable {
    package var selection = Selection()
    /// The level of compression, 1 to 22; nil for the usual one.
    package var level: Int?
    /// The number of frames that are made at once, 1 or more; nil for as many as there are
    /// processors.
    package var jobs: Int?
    /// Whether every file is read, whatever its size and time are.
    package var readsEverything = false
    /// Whether a snapshot is made even if nothing has changed.
    package var isUnconditional = false
    /// The user's message about the snapshot.
    package var message = ""
    /// The time at which the snapshot is begun, in seconds since 1970 in UTC.
    package var time: Int64
    /// The function that finds the facts about a post for the index.
    package var describe: Describe
    /// When the archive gets terms.
    package var terms = TermsRule.auto
    /// Whether to wait while another process writes the archive.
    package var waits = false
    /// Whether a snapshot is made even if nearly all posts are gone.
    package var allowsRemovals = false
    /// The absolute path of the collection, for the record; empty if it is not known.
    package var origin: [UInt8] = []

    package init(time: Int64, describe: @escaping Describe) {
      self.time = time
      self.describe = describe
    }
  }

  /// The result of a backup.
  package struct Summary: Sendable {
    /// Whether a snapshot was made.
    package let isMade: Bool
    /// The record of the snapshot that was made, or of the latest one if none was.
    package let record: SnapshotRecord
    /// The paths that could not be read for it.
    package let unread: [Path]
    /// The number of bytes by which the archive has grown.
    package let bytesAdded: Int64
    /// The time of the snapshot before, in seconds since 1970, if the clock now shows an earlier
    /// one.
    package let laterTime: Int64?
  }

  let collection: PostCollection
  let options: Options
  let context: Context
  let visit: (Entry) -> Void

  /// - Parameters:
  ///   - visit: called with each entry that has been compared.
  ///   - context: hears of each entry that could not be kept as it is, and the reason.
  package init(
    _ collection: PostCollection, options: Options, context: Context,
    visit: @escaping (Entry) -> Void = { _ in }
  ) {
    self.collection = collection
    self.options = options
    self.context = context
    self.visit = visit
  }

  /// Makes the backup.
  ///
  /// - Parameter path: the path of the archive, a `.tar.zst`.
  /// - Throws: `StoreError`; the archive is then as it was.
  package func run(to path: String) throws(StoreError) -> Summary {
    let output = try OutputFile.create(
      writing: path,
      lock: WriterLock(waits: options.waits, isStopped: context.interruption.isRequested))
    try collection.requireOther(than: output, path)
    let before = output.replaced == nil ? nil : try ArchiveIndex.forAppending(path)
    let run = BackupRun(self, onto: before, in: output.file, named: path)
    let latest = before?.snapshot
    do throws(StoreError) {
      try run.compare(omitting: output.identities)
      guard let record = try run.finish(after: latest) else {
        guard var latest else { preconditionFailure("a first snapshot is always made") }
        latest.counts.posts = run.counts.posts
        latest.counts.files = run.counts.files
        return Summary(
          isMade: false, record: latest, unread: before?.own.record?.unread ?? [], bytesAdded: 0,
          laterTime: nil)
      }
      let length = try attempt(
        output.file.status().size,
        orThrow: { (error: Errno) in StoreError(error, .write, ArgumentText.bytes(of: path)) })
      try output.commit(writing: path, dated: .begun)
      return Summary(
        isMade: true, record: record.record, unread: record.unread,
        bytesAdded: length - (before?.length ?? 0),
        laterTime: latest.flatMap { $0.time > record.record.time ? $0.time : nil })
    } catch let error where error.archive == path {
      throw error.damagedToAppend(path)
    }
  }
}

extension ArchiveIndex {
  /// Opens an archive to which a snapshot is to be added.
  ///
  /// - Throws: `StoreError.Code.refused` for one without an index, `.damaged`.
  static func forAppending(_ path: String) throws(StoreError) -> ArchiveIndex {
    let file = try attempt(
      OpenFile.open(path),
      orThrow: { (error: Errno) in StoreError(error, .write, ArgumentText.bytes(of: path)) })
    do throws(StoreError) {
      if let index = try open(file, named: path) {
        try index.checkBytes()
        // Nothing is added to an archive whose earlier snapshots cannot be reached.
        _ = try index.history()
        return index
      }
    } catch {
      throw error.damagedToAppend(path)
    }
    if try file.historyTrace(named: path) != nil {
      throw StoreError(.damaged, .write, [], cause: "its end is lost").damagedToAppend(path)
    }
    throw StoreError(
      .refused, .write, ArgumentText.bytes(of: path),
      cause: "it does not end with an index, which snapshots need", remedy: .addIndexOrSalvage)
  }
}

extension StoreError {
  /// Returns an error about damage with advice on how to keep what is whole; any other error
  /// unchanged.
  func damagedToAppend(_ path: String) -> StoreError {
    guard code == .damaged || code == .indexUnusable else { return self }
    return StoreError(
      .damaged, .write, ArgumentText.bytes(of: path),
      cause: "\(cause); to keep what is intact", remedy: .salvage)
  }
}
