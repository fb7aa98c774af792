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
    /// The level of compression, one of `form.levels`; nil for the usual one.
    package var level: Int?
    /// The latest time that a member may have, in seconds since 1970; nil keeps times and modes as
    /// they are. With a value, each mode becomes 0644 or 0755.
    package var latestTime: Int64?
    /// The number of frames of an indexed archive that are made at once, 1 or more; nil for as many
    /// as there are processors.
    package var jobs: Int?
    /// Whether every file is read, even where an index describes it: the index of the archive that
    /// is replaced, or of the one that is packed.
    package var readsEverything = false
    /// Whether damage in an archive is reported and skipped, and all that is whole is packed.
    package var salvages = false
    /// Whether an output that keeps snapshots is replaced.
    package var forces = false
    /// When an indexed archive gets terms.
    package var terms = TermsRule.auto
    /// The function that finds the facts about a post for the index; nil leaves them out.
    package var describe: Describe?

    package init(form: ArchiveForm) { self.form = form }
  }

  package enum Destination {
    /// A file that appears whole or not at all. With `ifChanged`, a file that has the same bytes
    /// already is left as it is.
    case file(String, ifChanged: Bool)
    case standardOutput
  }

  /// The result of a pack.
  package struct Summary: Equatable, Sendable {
    package var members = 0
    /// The length of all contents together in bytes.
    package var bytes: Int64 = 0
    /// Whether the output is new or differs from the file that it replaced.
    package var isChanged = true

    package init() {}
  }

  /// The file or stream that members are written to.
  struct Output {
    let descriptor: FileDescriptor
    /// The name of the output, for messages.
    let name: String
    /// The files that are left out of a packed folder: the output itself, under either of its
    /// names.
    let identities: [FileStatus.Identity]
    /// The path of the archive that is replaced; nil if there is none.
    let replaced: String?
  }

  package let collection: PostCollection
  package let options: Options
  package let context: Context
  let visit: (Entry) -> Void

  /// - Parameters:
  ///   - visit: called with each entry when it has been written.
  ///   - context: hears of each entry that was left out, and the reason.
  package init(
    _ collection: PostCollection, options: Options, context: Context,
    visit: @escaping (Entry) -> Void = { _ in }
  ) {
    self.collection = collection
    self.options = options
    self.context = context
    self.visit = visit
  }

  /// Packs the collection.
  ///
  /// - Parameter salvage: writes all snapshots of a damaged history to an output with a path, and
  ///   returns nil if there is none; `History` knows how.
  /// - Throws: `StoreError`; a destination that is a file is then as it was.
  package func pack(
    to destination: Destination,
    salvagingHistory salvage: (borrowing OutputFile, String) throws(StoreError) -> Summary? = {
      (_, _) throws(StoreError) in nil
    }
  ) throws(StoreError) -> Summary {
    switch destination {
    case .standardOutput:
      return try write(
        to: Output(
          descriptor: .standardOutput, name: "standard output", identities: [], replaced: nil))
    case .file(let path, let ifChanged):
      let output = try OutputFile.create(writing: path)
      try collection.requireOther(than: output, path)
      if var summary = try salvage(output, path) {
        summary.isChanged = try output.commit(writing: path, ifChanged: ifChanged)
        return summary
      }
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

  /// Checks that each selected path exists, before anything is written.
  func requirePaths(in folder: FolderDescriptor) throws(StoreError) {
    for path in options.selection.paths.sorted() where !path.isRoot {
      guard (try? folder.entry(at: path)) != nil else { throw .notFound(path, .pack, in: nil) }
    }
  }

  /// Reports a special file, which is left out: it could be packed, but not unpacked.
  func leaveOut(_ entry: Entry) {
    context.report(.unpackable(entry, in: collection.archiveName))
  }
}

extension PostCollection {
  /// Refuses an output that is the archive being read.
  ///
  /// - Parameter path: the path of the output, for messages.
  package func requireOther(than output: borrowing OutputFile, _ path: String) throws(StoreError) {
    guard let replaced = output.replaced, replaced.identity == archiveBytes?.identity else {
      return
    }
    throw StoreError(
      .refused, .write, ArgumentText.bytes(of: path), cause: "it is the archive that is being read")
  }
}
