package import ArchiveFormat
import Archives
package import Entries
import Files
import Packing
package import Posts
package import Store
import SystemPackage

/// Adds a snapshot of a collection to an archive, which is made if there is none.
///
/// What has not changed since the snapshot before is not read: same kind, size, mode and time, and a
/// time at least two seconds before that snapshot was begun. The archive is replaced by one that holds
/// what it held, and the snapshot behind it; until then it is as it was.
package struct Backup {
  package struct Options: Sendable {
    package var selection = Selection()
    /// Of compression, 1 to 22; nil for the usual one.
    package var level: Int?
    /// How many frames are made at once, 1 or more; nil for as many as there are processors.
    package var jobs: Int?
    /// Whether every file is read, whatever its size and time tell.
    package var readsEverything = false
    /// Whether a snapshot is made though nothing has changed.
    package var isUnconditional = false
    /// What the person says of the snapshot.
    package var message = ""
    /// When the snapshot is begun, in seconds since 1970 in UTC.
    package var time: Int64
    /// What an index tells of posts.
    package var describe: Describe
    /// Whether to wait for another process that writes the archive.
    package var waits = false

    package init(time: Int64, describe: @escaping Describe) {
      self.time = time
      self.describe = describe
    }
  }

  /// What came of a backup.
  package struct Summary: Sendable {
    /// Whether there was anything to keep.
    package let isMade: Bool
    /// What the snapshot that was made tells, or the latest where none was.
    package let record: SnapshotRecord
    /// By how many bytes the archive has grown.
    package let bytesAdded: Int64
    /// When the latest snapshot was begun where the clock says that it is earlier now.
    package let laterTime: Int64?
  }

  let collection: PostCollection
  let options: Options
  let interruption: Interruption
  let report: Report
  let visit: (Entry) -> Void

  /// - Parameters:
  ///   - visit: told of each entry that has been looked at.
  ///   - report: told of each that could not be kept as it is, and why.
  package init(
    _ collection: PostCollection, options: Options, interruption: Interruption = .never,
    visit: @escaping (Entry) -> Void = { _ in }, report: @escaping Report
  ) {
    self.collection = collection
    self.options = options
    self.interruption = interruption
    self.visit = visit
    self.report = report
  }

  /// Backs up.
  ///
  /// - Parameter path: of the archive, a `.tar.zst`.
  /// - Throws: `StoreError`; the archive is then as it was.
  package func run(to path: String) throws(StoreError) -> Summary {
    let output = try OutputFile.create(
      writing: path, lock: WriterLock(waits: options.waits, isStopped: interruption.isRequested))
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
        return Summary(isMade: false, record: latest, bytesAdded: 0, laterTime: nil)
      }
      let length = try run.length()
      try output.commit(writing: path)
      return Summary(
        isMade: true, record: record, bytesAdded: length - (before?.length ?? 0),
        laterTime: latest.flatMap { $0.time > record.time ? $0.time : nil })
    } catch let error where error.archive == path {
      throw error.damagedToAppend(path)
    }
  }
}

extension ArchiveIndex {
  /// Opens an archive that a snapshot is to be added to.
  ///
  /// - Throws: `StoreError.Code.refused` for one without an index, `.damaged`.
  static func forAppending(_ path: String) throws(StoreError) -> ArchiveIndex {
    let file: OpenFile
    do throws(Errno) {
      file = try OpenFile.open(path)
    } catch {
      throw StoreError(error, .write, ArgumentText.bytes(of: path))
    }
    do throws(StoreError) {
      if let index = try open(file, named: path) {
        try index.checkBytes()
        // Nothing is added to what does not lead to the snapshots before.
        _ = try index.history()
        return index
      }
    } catch {
      throw error.damagedToAppend(path)
    }
    throw StoreError(
      .refused, .write, ArgumentText.bytes(of: path),
      cause:
        "it does not end with an index, which snapshots need: blogsh reindex writes one, "
        + "and pack --salvage keeps what is intact of a damaged archive")
  }
}

extension StoreError {
  /// Damage in an archive that a snapshot was to be added to, with what can be done.
  func damagedToAppend(_ path: String) -> StoreError {
    guard code == .damaged || code == .indexUnusable else { return self }
    return StoreError(
      .damaged, .write, ArgumentText.bytes(of: path),
      cause: "\(cause); to keep what is intact: "
        + "blogsh -C \(path) pack -o saved.tar.zst --salvage")
  }
}
