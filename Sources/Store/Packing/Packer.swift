import Posts
import SystemPackage
import Tar

/// Writes a collection, or a part of it, as a tar archive.
package struct Packer {
  package struct Options: Sendable {
    package var selection = Selection()
    package var form: ArchiveForm
    /// Within `form.levels`; nil for the usual one.
    package var level: Int?
    /// With a value, modes become 0644 or 0755, and no time is later than this, in seconds since 1970.
    package var latestTime: Int64?

    package init(form: ArchiveForm) { self.form = form }
  }

  package enum Destination {
    /// A file that appears whole; with `ifChanged`, one with the same bytes is left as it is.
    case file(String, ifChanged: Bool)
    case standardOutput
  }

  /// What was written.
  package struct Summary: Equatable, Sendable {
    package var members = 0
    /// The bytes of all contents together.
    package var bytes: Int64 = 0
    /// Whether the output is new, or differs from what it replaced.
    package var isChanged = true
  }

  private let collection: PostCollection
  private let options: Options
  private let interruption: Interruption
  private let report: Report
  private let visit: (Entry) -> Void

  /// - Parameters:
  ///   - visit: told of each entry before it is written.
  ///   - report: told of each that was left out, and why.
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

  /// Packs.
  ///
  /// - Throws: `StoreError`; the destination, if it is a file, is then as it was.
  package func pack(to destination: Destination) throws(StoreError) -> Summary {
    switch destination {
    case .standardOutput:
      return try write(to: .standardOutput, named: "standard output", omitting: [])
    case .file(let path, let ifChanged):
      let output = try OutputFile.create(path)
      if case .archive(let input) = collection.source, let replaced = output.replaced,
        replaced.identity == (try? input.status().identity)
      {
        throw StoreError(
          .refused, .write, Array(path.utf8), cause: "it is the archive that is being read")
      }
      var summary = try write(to: output.descriptor, named: path, omitting: output.identities)
      summary.isChanged = try output.commit(ifChanged: ifChanged)
      return summary
    }
  }

  private func write(
    to descriptor: FileDescriptor, named name: String, omitting omitted: [FileStatus.Identity]
  ) throws(StoreError) -> Summary {
    var writer: PackWriter
    do throws(TarError) {
      writer = PackWriter(
        try ArchiveWriter.open(
          descriptor, compression: options.form.compression, level: options.level),
        named: name, latestTime: options.latestTime)
    } catch {
      throw StoreError(error, .write, Array(name.utf8), in: nil)
    }
    switch collection.source {
    case .folder(let folder):
      let walk = try FolderWalk(
        folder, selection: options.selection, marksHardLinks: true, omitting: omitted,
        interruption: interruption, report: report)
      try requirePaths(in: folder)
      while let entry = try walk.next() { try add(entry, from: walk, to: &writer) }
    case .archive(let file):
      try addMembers(of: file, to: &writer)
    }
    return try writer.finish()
  }

  /// A path that was asked for and is not there is an error before anything is written.
  private func requirePaths(in folder: FolderDescriptor) throws(StoreError) {
    for path in options.selection.paths.sorted() where !path.isRoot {
      guard (try? folder.entry(at: path)) != nil else { throw .notFound(path, .pack, in: nil) }
    }
  }

  /// Takes over an archive's members, of those with one path the last.
  private func addMembers(of file: OpenFile, to writer: inout PackWriter) throws(StoreError) {
    let survey = try ArchiveSurvey(collection, file, options.selection, interruption)
    if let path = survey.unmet.min() { throw .notFound(path, .pack, in: collection.archiveName) }
    let scan = try collection.scan(
      file, options.selection, superseded: survey.superseded, interruption: interruption,
      report: report)
    var orphans: [(entry: Entry, target: Path)] = []
    var linkable: Set<Path> = []
    while let entry = try scan.next() {
      if case .hardLink(let target) = entry.kind, !linkable.contains(target) {
        orphans.append((entry, target))
        continue
      }
      try add(entry, from: scan, to: &writer)
      switch entry.kind {
      case .file, .symbolicLink, .hardLink: linkable.insert(entry.path)
      case .folder, .special: linkable.remove(entry.path)
      }
    }
    try addOrphans(orphans, to: &writer)
  }

  /// Adds hard links whose target is not packed: the first to each target with the content itself.
  private func addOrphans(
    _ orphans: [(entry: Entry, target: Path)], to writer: inout PackWriter
  ) throws(StoreError) {
    guard !orphans.isEmpty else { return }
    let contents = try collection.contents(
      of: orphans.map(\.target), interruption: interruption)
    var firstNames: [Path: Path] = [:]
    for (entry, target) in orphans {
      var entry = entry
      if let first = firstNames[target] {
        entry.kind = .hardLink(target: first)
        visit(entry)
        try writer.add(entry)
        continue
      }
      do throws(StoreError) {
        let reader = try contents.reader(for: target)
        firstNames[target] = entry.path
        entry.kind = .file
        entry.size = reader.entry.size
        visit(entry)
        try writer.add(entry) { () throws(StoreError) in
          unsafe try reader.next().map { unsafe .bytes($0) }
        }
      } catch let error where error.concernsOnePath {
        report(error)
      }
    }
  }

  private func add(
    _ entry: Entry, from stream: any MemberStream, to writer: inout PackWriter
  ) throws(StoreError) {
    switch entry.kind {
    case .special:
      report(
        StoreError(
          .leftOut, .pack, entry.path, in: collection.archiveName,
          cause: "it is neither a file, a folder nor a link"))
    case .folder, .symbolicLink, .hardLink:
      visit(entry)
      try writer.add(entry)
    case .file:
      do throws(StoreError) {
        let entry = try stream.settle()
        visit(entry)
        let isWhole = try writer.add(entry) { () throws(StoreError) in try stream.nextPiece() }
        if !isWhole {
          report(StoreError(.changed, .pack, entry.path, cause: "it shrank while it was read"))
        }
      } catch let error where error.concernsOneFile && !collection.isArchive {
        report(error)
      }
    }
  }
}

/// What one pass over an archive tells before its members are taken over.
private struct ArchiveSurvey {
  /// The members that a later one with the same path replaces, and that no hard link between the
  /// two names.
  private(set) var superseded: Set<Int> = []
  /// The paths that were asked for, and that nothing stands at or below.
  private(set) var unmet: Set<Path>

  init(
    _ collection: PostCollection, _ file: OpenFile, _ selection: Selection,
    _ interruption: Interruption
  ) throws(StoreError) {
    unmet = selection.paths.subtracting([.root])
    var latest: [Path: Int] = [:]
    var linked: Set<Int> = []
    let scan = try collection.scan(
      file, selection, interruption: interruption, report: { _ in })
    while let entry = try scan.next() {
      let ordinal = scan.memberCount - 1
      if !unmet.isEmpty { unmet.subtract(entry.path.withFoldersAbove) }
      if case .hardLink(let target) = entry.kind, let named = latest[target] {
        linked.insert(named)
      }
      if let earlier = latest.updateValue(ordinal, forKey: entry.path), !linked.contains(earlier) {
        superseded.insert(earlier)
      }
    }
  }
}
