package import Archives
package import Entries
package import Files
package import Posts
package import Store
import SystemPackage

/// Writes a collection, or a part of it, as a tar archive.
package struct Packer {
  package struct Options: Sendable {
    package var selection = Selection()
    package var form: ArchiveForm
    /// Within `form.levels`; nil for the usual one.
    package var level: Int?
    /// With a value, modes become 0644 or 0755, and no time is later than this, in seconds since 1970.
    package var latestTime: Int64?
    /// How many frames of an indexed archive are made at once, 1 or more; nil for as many as there are
    /// processors.
    package var jobs: Int?
    /// Whether every file is read, though an index tells of it: that of the archive that is replaced,
    /// or of the one that is packed.
    package var readsEverything = false
    /// Whether damage in an archive is reported and gone past, and all that is whole is packed.
    package var salvages = false
    /// What an index tells of posts; nil leaves that out.
    package var describe: Describe?

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

    package init() {}
  }

  /// Where members are written to.
  struct Output {
    let descriptor: FileDescriptor
    /// The name, for messages.
    let name: String
    /// The files that are not part of a folder that is packed.
    let identities: [FileStatus.Identity]
    /// The path of the archive that is replaced.
    let replaced: String?
  }

  package let collection: PostCollection
  package let options: Options
  package let interruption: Interruption
  package let report: Report
  let visit: (Entry) -> Void

  /// - Parameters:
  ///   - visit: told of each entry when it is written.
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
      return try write(
        to: Output(
          descriptor: .standardOutput, name: "standard output", identities: [], replaced: nil))
    case .file(let path, let ifChanged):
      let output = try OutputFile.create(writing: path)
      try collection.requireOther(than: output, path)
      try requireNoHistory(output, path)
      var summary = try write(
        to: Output(
          descriptor: output.descriptor, name: path, identities: output.identities,
          replaced: output.replaced == nil ? nil : path))
      summary.isChanged = try output.commit(writing: path, ifChanged: ifChanged, dated: .begun)
      return summary
    }
  }

  private func write(to output: Output) throws(StoreError) -> Summary {
    options.form == .zstd ? try writeIndexed(to: output) : try writeStreamed(to: output)
  }

  /// A path that was asked for and is not there is an error before anything is written.
  func requirePaths(in folder: FolderDescriptor) throws(StoreError) {
    for path in options.selection.paths.sorted() where !path.isRoot {
      guard (try? folder.entry(at: path)) != nil else { throw .notFound(path, .pack, in: nil) }
    }
  }

  /// Tells of what tar could hold, and nobody could read back.
  func leaveOut(_ entry: Entry) {
    report(.unpackable(entry, in: collection.archiveName))
  }
}

extension PostCollection {
  /// What is read cannot be written.
  ///
  /// - Parameter path: of the output, for messages.
  package func requireOther(than output: borrowing OutputFile, _ path: String) throws(StoreError) {
    guard let replaced = output.replaced, let input = archiveFile,
      replaced.identity == (try? input.status().identity)
    else { return }
    throw StoreError(
      .refused, .write, ArgumentText.bytes(of: path), cause: "it is the archive that is being read")
  }
}
