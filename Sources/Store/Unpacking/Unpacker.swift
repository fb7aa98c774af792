import Posts
import SystemPackage

/// Brings an archive into a folder, or the part of it that is asked for, and never writes elsewhere.
package struct Unpacker {
  package struct Options: Sendable {
    package var selection = Selection.everything
    package var overwriting = Overwriting.never
    /// How many leading components of each path are left out; a path that has no more is passed over.
    package var strip = 0

    package init() {}
  }

  /// What was written.
  package struct Summary: Equatable, Sendable {
    package var members = 0
    package var bytes: Int64 = 0
  }

  private let archive: PostCollection
  private let options: Options
  private let interruption: Interruption
  private let report: Report
  private let visit: (Entry) -> Void

  /// - Parameters:
  ///   - visit: told of each entry that is, or would be, written.
  ///   - report: told of each that was left out, and why.
  package init(
    _ archive: PostCollection, options: Options, interruption: Interruption = .never,
    visit: @escaping (Entry) -> Void = { _ in }, report: @escaping Report
  ) {
    self.archive = archive
    self.options = options
    self.interruption = interruption
    self.visit = visit
    self.report = report
  }

  /// Unpacks into the folder at `path`, which is made if it is missing.
  ///
  /// - Throws: `StoreError` for what ends the work; what was written until then is whole and stays.
  package func unpack(into path: String) throws(StoreError) -> Summary {
    let root: FolderDescriptor
    do throws(Errno) {
      root = try FolderDescriptor.makingMissing(path)
    } catch {
      throw StoreError(error, .write, Array(path.utf8))
    }
    let run = UnpackRun(
      writer: FolderWriter(root, overwriting: options.overwriting), archive: archive.archiveName,
      strip: options.strip, interruption: interruption, visit: visit, report: report)
    let ended: Result<Void, StoreError>
    do throws(StoreError) {
      try forEachEntry { (entry, scan) throws(StoreError) in try run.add(entry, from: scan) }
      try run.drain()
      try addOrphans(of: run)
      ended = .success(())
    } catch {
      ended = .failure(error)
    }
    run.finish()
    try ended.get()
    return run.summary
  }

  /// Tells what `unpack` would write, and what it would leave out, and writes nothing.
  package func preview(into path: String) throws(StoreError) {
    let root = try? FolderDescriptor.open(path)
    let preview = UnpackPreview(
      root: root, overwriting: options.overwriting, visit: visit, report: report)
    try forEachEntry { (entry, scan) throws(StoreError) in try preview.add(entry, from: scan) }
  }

  /// The entries that are meant, under the paths that they are to have.
  private func forEachEntry(
    _ body: (Entry, ArchiveScan) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard case .archive(let file) = archive.source else {
      throw StoreError(
        .notAnArchive, .unpack, Array(archive.name.utf8), cause: Errno.isDirectory.description)
    }
    let scan = try archive.scan(
      file, options.selection, for: .unpack, interruption: interruption, report: report)
    var unmet = options.selection.paths.subtracting([.root])
    while let entry = try scan.next() {
      if !unmet.isEmpty { unmet.subtract(entry.path.withFoldersAbove) }
      guard let stripped = stripping(entry) else { continue }
      try body(stripped, scan)
    }
    for path in unmet.sorted() { report(.notFound(path, .unpack, in: archive.archiveName)) }
  }

  private func stripping(_ entry: Entry) -> Entry? {
    guard options.strip > 0 else { return entry }
    guard let path = entry.path.dropping(leading: options.strip) else { return nil }
    var stripped = entry
    stripped.path = path
    return stripped
  }

  /// Writes the hard links whose target is not unpacked, as files of their own.
  private func addOrphans(of run: UnpackRun) throws(StoreError) {
    guard !run.orphans.isEmpty else { return }
    guard archive.canBeReadAgain else {
      for (entry, _) in run.orphans {
        report(
          StoreError(
            .leftOut, .unpack, entry.path, in: archive.archiveName,
            cause: "the file that it is a further name of was not unpacked"))
      }
      return
    }
    let contents = try archive.contents(
      of: run.orphans.map(\.target), interruption: interruption)
    for (entry, target) in run.orphans {
      do throws(StoreError) {
        let reader = try contents.reader(for: target)
        var file = entry
        file.kind = .file
        file.size = reader.entry.size
        try run.write(file) { () throws(StoreError) in
          try unsafe reader.next().map { unsafe .bytes($0) }
        }
      } catch let error where error.concernsOnePath {
        report(
          StoreError(
            .leftOut, .unpack, entry.path, in: archive.archiveName,
            cause: "it is a hard link to \(target), which cannot be read: \(error.cause)"))
      }
    }
  }
}
