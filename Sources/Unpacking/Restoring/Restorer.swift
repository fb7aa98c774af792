import Archives
package import Entries
import Files
package import Posts
package import Store
import SystemPackage

/// Brings a folder to the state that an archive has, and leaves alone whatever is as it should be.
///
/// Nothing is written before everything has been examined, and nothing at all if content would be
/// lost that the archive cannot bring back.
package struct Restorer {
  package struct Options: Sendable {
    package var selection = Selection.everything
    /// Whether paths that the archive does not have are removed.
    package var deletes = false
    /// Whether content that no snapshot has is overwritten and removed all the same.
    package var forces = false
    /// The files and links that may be overwritten, even if no snapshot has their content; nil to
    /// overwrite all that differ, and to refuse everything if such content would be lost.
    package var overwriting: Overwriting?
    /// Whether the written files are read back from the disk.
    package var verifies = false
    /// The number of threads that decode, read and write.
    package var threads = Parallelism.processors
    /// The name of files that are left out and reported; nil to write all.
    package var protectedName: ProtectedName?

    package init() {}

    /// Returns whether what is there may make way for what the archive has.
    func mayOverwrite(_ status: FileStatus, with wanted: Entry) -> Bool {
      switch overwriting {
      case nil, .always, .ifChanged: true
      case .ifNewer: wanted.modified.map { $0 > status.time } ?? false
      case .never: false
      }
    }
  }

  /// The files and links in the folder that a restore may overwrite, in the words of restic. Any
  /// other stays as it is.
  package enum Overwriting: String, CaseIterable, Sendable {
    /// All that differ; each file is read and compared.
    case always
    /// All that differ; a file with the same size and time counts as equal.
    case ifChanged = "if-changed"
    /// Those that differ and are older than the archive says.
    case ifNewer = "if-newer"
    case never
  }

  /// One step of a restore.
  package struct Step: Equatable, Sendable {
    package enum Kind: String, Sendable {
      case write
      /// The time or the mode is changed, and nothing else.
      case set
      case remove
    }

    package let kind: Kind
    /// The entry as it is to be, or the one that is removed.
    package let entry: Entry
  }

  /// The result of a restore, in numbers of files and links; folders are not counted.
  package struct Summary: Equatable, Sendable {
    package var written = 0
    /// The number of those that got another time or mode.
    package var set = 0
    package var removed = 0
    /// The number of those that were as they should be.
    package var equal = 0
    /// The number of those that differ, and stay because they must not be overwritten.
    package var kept = 0
    /// The length of the written contents in bytes.
    package var bytes: Int64 = 0

    package init(
      written: Int = 0, set: Int = 0, removed: Int = 0, equal: Int = 0, kept: Int = 0,
      bytes: Int64 = 0
    ) {
      self.written = written
      self.set = set
      self.removed = removed
      self.equal = equal
      self.kept = kept
      self.bytes = bytes
    }
  }

  private let archive: PostCollection
  let options: Options
  let context: Context
  let begin: (Totals) -> Void
  let visit: (Step) -> Void
  private let watch: ReportWatch
  private let refuse: Report

  /// - Parameters:
  ///   - context: hears of each entry that could not be restored, and the reason.
  ///   - begin: called with the totals of what is to be written, before `restore` does anything, if
  ///     that is not all that is selected.
  ///   - visit: called with each step that is, or would be, done.
  ///   - refuse: called with each reason why nothing is done: content that would be lost, or a path
  ///     that the archive does not have.
  package init(
    _ archive: PostCollection, options: Options, context: Context,
    begin: @escaping (Totals) -> Void = { _ in }, visit: @escaping (Step) -> Void = { _ in },
    refuse: @escaping Report
  ) {
    self.archive = archive
    self.options = options
    self.begin = begin
    self.visit = visit
    self.refuse = refuse
    watch = ReportWatch(context.report)
    self.context = context.reporting(to: watch.take)
  }

  /// Restores into the folder at `path`, which is made if it is missing. If anything fails, a new
  /// folder without anything in it is removed again.
  ///
  /// - Returns: the result; nil if anything was refused.
  /// - Throws: `StoreError` if the work has to end early; what has been written by then is whole
  ///   and stays.
  package func restore(into path: String) throws(StoreError) -> Summary? {
    let index = try index()
    guard try hasAllPaths(index) else { return nil }
    var made: [String] = []
    var isComplete = false
    defer { if !isComplete || watch.hasReported { FolderDescriptor.removeEmpty(made) } }
    let root: FolderDescriptor
    let isEmpty: Bool
    var journal: FolderJournal?
    do throws(Errno) {
      root = try FolderDescriptor.makingMissing(path, noting: &made)
      // A second restore would see the first one half done. The folder itself is locked, since the
      // journal, which is a file, comes later.
      guard root.locksForProcess() else {
        // The folder is the other run's now, which may not have written anything yet.
        made = []
        throw Errno.resourceTemporarilyUnavailable
      }
      // Removes what a killed run left.
      if FolderJournal.exists(in: root) { journal = try .hold(in: root) }
      isEmpty = try root.names().count == (journal == nil ? 0 : 1)
    } catch {
      throw .writing(error, into: ArgumentText.bytes(of: path))
    }
    defer {
      journal?.release(of: path, watch.take)
      root.unlockForProcess()
    }
    var plan: RestorePlan?
    if !isEmpty {
      let made = try makePlan(index, root)
      guard try isAllowed(made, index, root) else { return nil }
      plan = made
      begin(made.totals)
    }
    // A restore that writes nothing needs no temporary names, and keeps the folder's own time.
    if journal == nil, plan?.writes.isEmpty != true {
      journal = try attempt(
        .hold(in: root),
        orThrow: { (error: Errno) in StoreError.writing(error, into: ArgumentText.bytes(of: path)) }
      )
    }
    let summary = try RestoreRun(self, index, root, plan).run()
    isComplete = true
    return summary
  }

  /// Visits the steps that `restore` would do and reports what it would refuse, but writes nothing.
  package func preview(into path: String) throws(StoreError) {
    let index = try index()
    guard try hasAllPaths(index) else { return }
    let root: FolderDescriptor
    do throws(Errno) {
      root = try FolderDescriptor.open(path)
    } catch .noSuchFileOrDirectory {
      var rows = WantedEntries(
        index, options.selection, withFoldersAbove: true, report: context.report)
      while let wanted = try rows.next() {
        if let refusal = options.refusal(of: wanted.entry, in: index.name) {
          context.report(refusal)
        } else {
          visit(Step(kind: .write, entry: wanted.entry))
        }
      }
      return
    } catch {
      throw .writing(error, into: ArgumentText.bytes(of: path))
    }
    let plan = try makePlan(index, root)
    for step in plan.steps { visit(step) }
    _ = try isAllowed(plan, index, root)
  }

  private func makePlan(
    _ index: ArchiveIndex, _ root: FolderDescriptor
  ) throws(StoreError) -> RestorePlan {
    try RestorePlanner(index, onto: root, options: options, context: context).makePlan()
  }

  func tally(into root: FolderDescriptor) -> LimitTally {
    LimitTally(
      context.limits, for: .restore, archive: archive.archiveName, packed: archive.fileLength,
      declared: archive.index?.lengthThatFits(in: root, within: context.limits))
  }

  /// Returns the index of the archive, checked to be whole: its digests decide what is equal.
  private func index() throws(StoreError) -> ArchiveIndex {
    let index = try archive.index(for: .restore)
    try index.checkBytes()
    return index
  }

  /// Whether the archive has something at or below each selected path; refuses the paths where it
  /// has nothing.
  private func hasAllPaths(_ index: ArchiveIndex) throws(StoreError) -> Bool {
    var isThere = true
    for path in options.selection.paths.sorted() where !path.isRoot {
      if try index.entry(at: path) != nil { continue }
      refuse(.notFound(path, .restore, in: index.name))
      isThere = false
    }
    return isThere
  }

  private func isAllowed(
    _ plan: RestorePlan, _ index: ArchiveIndex, _ root: FolderDescriptor
  ) throws(StoreError) -> Bool {
    let unsaved = try index.unsaved(
      plan.losses, in: root, threads: options.threads, interruption: context.interruption)
    for error in unsaved { refuse(error) }
    return unsaved.isEmpty
  }
}

extension Restorer.Options {
  /// Returns the error that an entry is not written because of its name; nil for any other name.
  func refusal(of entry: Entry, in archive: String) -> StoreError? {
    guard let protectedName, protectedName.protects(entry) else { return nil }
    return protectedName.refusal(of: entry, .restore, in: archive)
  }
}
