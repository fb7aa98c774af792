import Archives
package import Entries
import Files
package import Posts
package import Store
import SystemPackage

/// Unpacks an archive, or the selected part of it, into a folder, and never writes elsewhere.
package struct Unpacker {
  package struct Options: Sendable {
    package var selection = Selection.everything
    package var overwriting = Overwriting.never
    /// The number of leading components that each path loses; a path that has no more is skipped.
    package var strip = 0
    /// The number of threads that decode, and of those that write small files.
    package var threads = Parallelism.processors
    /// Whether damage is skipped, and all that is whole is unpacked.
    package var salvages = false
    /// Whether the first entry that cannot be written as it should be ends the work.
    package var isStrict = false
    /// The name of files that are left out and reported; nil to write all.
    package var protectedName: ProtectedName?

    package init() {}
  }

  /// The number of written members, and the length of their contents in bytes.
  package struct Summary: Equatable, Sendable {
    package var members = 0
    package var bytes: Int64 = 0
  }

  let archive: PostCollection
  let options: Options
  let context: Context
  private let watch: ReportWatch
  private let strictness: StrictReport?
  private let visit: (Entry) -> Void

  /// - Parameters:
  ///   - visit: called with each entry that is, or would be, written.
  ///   - context: hears of each entry that was left out, and the reason.
  package init(
    _ archive: PostCollection, options: Options, context: Context,
    visit: @escaping (Entry) -> Void = { _ in }
  ) {
    self.archive = archive
    self.options = options
    self.visit = visit
    watch = ReportWatch(context.report)
    strictness = options.isStrict ? StrictReport(watch.take) : nil
    self.context = context.reporting(to: strictness.map { $0.take } ?? watch.take)
  }

  /// Unpacks into the folder at `path`, which is made if it is missing. If anything fails, a new
  /// folder without anything in it is removed again.
  ///
  /// - Throws: `StoreError` if the work has to end early; what has been written by then is whole
  ///   and stays.
  package func unpack(into path: String) throws(StoreError) -> Summary {
    // Checked before the target is touched, which may be this very folder.
    guard archive.isArchive else { throw notAnArchive }
    var made: [String] = []
    var isComplete = false
    defer { if !isComplete || watch.hasReported { FolderDescriptor.removeEmpty(made) } }
    let root: FolderDescriptor
    let journal: FolderJournal?
    do throws(Errno) {
      root = try FolderDescriptor.makingMissing(path, noting: &made)
      journal = try .share(in: root)
    } catch {
      throw .writing(error, into: ArgumentText.bytes(of: path))
    }
    defer { journal?.release(of: path, watch.take) }
    let run = UnpackRun(
      writer: FolderWriter(root, overwriting: options.overwriting), archive: archive.archiveName,
      strip: options.strip, protecting: options.protectedName, threads: options.threads,
      tally: tally(into: root),
      context: context, visit: visit)
    var failure: StoreError?
    do throws(StoreError) {
      try forEachEntry { (entry, stream) throws(StoreError) in
        try run.add(entry, from: stream)
        // Otherwise entries after an omission would be on their way before it shows.
        if options.isStrict { try run.drain() }
      }
      try run.drain()
      try addOrphans(of: run)
      try strictness?.check()
    } catch {
      failure = error
    }
    run.finish(hasFailed: failure != nil)
    if let failure { throw failure }
    try strictness?.check()
    isComplete = true
    return run.summary
  }

  /// Visits the entries that `unpack` would write and reports those that it would leave out, but
  /// writes nothing.
  package func preview(into path: String) throws(StoreError) {
    let root = try? FolderDescriptor.open(path)
    var preview = UnpackPreview(
      root: root, overwriting: options.overwriting, protectedName: options.protectedName,
      archive: archive.archiveName,
      tally: tally(into: root ?? (try? FolderDescriptor.open("."))), visit: visit,
      report: context.report)
    try forEachEntry { (entry, stream) throws(StoreError) in try preview.add(entry, from: stream) }
    try strictness?.check()
  }

  private func tally(into root: FolderDescriptor?) -> LimitTally {
    LimitTally(
      context.limits, for: .unpack, archive: archive.archiveName, packed: archive.fileLength,
      declared: root.flatMap { archive.index?.lengthThatFits(in: $0, within: context.limits) })
  }

  /// Calls `body` with each selected entry, under the path that it gets.
  private func forEachEntry(
    _ body: (Entry, any MemberStream) throws(StoreError) -> Void
  ) throws(StoreError) {
    if options.salvages { return try forEachEntry(of: salvage(options.selection), body) }
    try archive.ask(context) { (source) throws(StoreError) in
      guard let index = source.index else {
        let scan = try archive.scan(options.selection, for: .unpack, context: context)
        return try forEachEntry(of: scan, body)
      }
      // Else it may show to be damaged when half of it is written, which is then written again.
      if options.selection.paths.contains(.root) { try index.checkBytes() }
      let stream = try IndexedStream(
        index, options.selection, for: .unpack, threads: options.threads,
        context: context)
      try forEachEntry(of: stream, body)
    }
  }

  private var notAnArchive: StoreError {
    StoreError(
      .notAnArchive, .unpack, ArgumentText.bytes(of: archive.name),
      cause: Errno.isDirectory.description)
  }

  func salvage(_ selection: Selection) throws(StoreError) -> any MemberStream {
    try archive.salvage(selection, for: .unpack, threads: options.threads, context: context)
  }

  private func forEachEntry(
    of stream: any MemberStream, _ body: (Entry, any MemberStream) throws(StoreError) -> Void
  ) throws(StoreError) {
    var unmet = PathSet(options.selection.paths.subtracting([.root]))
    while let entry = try stream.next() {
      try strictness?.check()
      if !unmet.isEmpty { unmet.remove(atOrAbove: entry.path) }
      guard let stripped = stripping(entry) else { continue }
      try body(stripped, stream)
      try strictness?.check()
    }
    for path in unmet.sorted { context.report(.notFound(path, .unpack, in: archive.archiveName)) }
  }

  private func stripping(_ entry: Entry) -> Entry? {
    guard options.strip > 0 else { return entry }
    guard let path = entry.path.dropping(leading: options.strip) else { return nil }
    var stripped = entry
    stripped.path = path
    return stripped
  }
}
