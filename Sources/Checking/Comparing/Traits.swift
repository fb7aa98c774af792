package import ArchiveFormat
import Archives
package import Entries
package import Posts
import Store

/// The properties of an entry that are compared.
struct Traits {
  let side: Change.Side
  let digest: Digest?
  let linkTarget: [UInt8]?

  init(_ entry: Entry, digest: Digest? = nil) {
    self.digest = digest
    switch entry.kind {
    case .file, .hardLink:
      side = Change.Side(kind: .file, mode: entry.mode, size: entry.size)
      linkTarget = nil
    case .folder:
      side = Change.Side(kind: .folder, mode: entry.mode, size: 0)
      linkTarget = nil
    case .symbolicLink(let target):
      // The mode of a symbolic link means nothing, and differs from system to system.
      side = Change.Side(kind: .link, mode: nil, size: 0)
      linkTarget = target
    case .special:
      side = Change.Side(kind: .special, mode: entry.mode, size: 0)
      linkTarget = nil
    }
  }

  func aspects(differingFrom other: Traits) -> Change.Aspects {
    guard side.kind == other.side.kind else { return .type }
    var aspects: Change.Aspects = []
    if digest != other.digest || linkTarget != other.linkTarget { aspects.insert(.content) }
    if let mode = side.mode, let others = other.side.mode, mode != others { aspects.insert(.mode) }
    return aspects
  }
}

extension PostCollection {
  /// Returns the digests of the files at some paths. A hard link has the digest of the content that
  /// it leads to.
  ///
  /// - Parameter context: hears of each file that cannot be read.
  package func digests(of paths: [Path], context: Context) throws(StoreError) -> [Path: Digest] {
    guard !paths.isEmpty else { return [:] }
    let selection = Selection(paths: paths, includesGit: true)
    return try traits(of: selection, context: context)
      .compactMapValues(\.digest)
  }

  /// Returns the traits of each selected entry. The digests of contents come from the index, if
  /// there is one.
  ///
  /// - Parameter visit: called with each entry whose content has been read.
  func traits(
    of selection: Selection, context: Context, visit: @escaping (Entry) -> Void = { _ in }
  ) throws(StoreError) -> [Path: Traits] {
    try ask(context) { (source) throws(StoreError) in
      if let index = source.index { return try traits(of: selection, in: index, context) }
      let stream = try source.stream(selection, context: context)
      return try traits(from: stream, context: context, visit: visit)
    }
  }

  private func traits(
    of selection: Selection, in index: ArchiveIndex, _ context: Context
  ) throws(StoreError) -> [Path: Traits] {
    // Nothing but the digest of the whole index covers the digests in it.
    try index.checkBytes()
    var traits: [Path: Traits] = [:]
    var rows = index.rows(with: .digests)
    while let row = try rows.next() {
      guard selection.includes(row.entry.path) else { continue }
      guard case .hardLink(let target) = row.entry.kind else {
        traits[row.entry.path] = Traits(row.entry, digest: row.digest)
        continue
      }
      if let known = traits[target] {
        traits[row.entry.path] = known
      } else if let file = try index.row(at: target) {
        traits[row.entry.path] = Traits(file.entry, digest: file.digest)
      }
    }
    addFolders(to: &traits, context)
    return traits
  }

  private func traits(
    from stream: any MemberStream, context: Context, visit: (Entry) -> Void
  ) throws(StoreError) -> [Path: Traits] {
    var traits: [Path: Traits] = [:]
    var orphans: [Path: Path] = [:]
    var succession = Succession()
    /// The number of the member at each path of an archive.
    var numbers: [Path: Int] = [:]
    var count = 0
    while let entry = try stream.next() {
      if isArchive {
        guard succession.take(entry, number: count) else { continue }
        numbers[entry.path] = count
        count += 1
      }
      orphans[entry.path] = nil
      switch entry.kind {
      case .file:
        do throws(StoreError) {
          traits[entry.path] = Traits(
            entry, digest: try Digest { () throws(StoreError) in try stream.nextPiece() })
          visit(entry)
        } catch let error where error.concernsOneFile && !isArchive {
          context.report(error)
        }
      case .hardLink(let target):
        traits[entry.path] = traits[target] ?? Traits(entry)
        if traits[target] == nil { orphans[entry.path] = target }
      case .folder, .symbolicLink, .special:
        traits[entry.path] = Traits(entry)
      }
    }
    let isLeft = succession.survivors()
    for (path, number) in numbers {
      guard let found = traits[path] else { continue }
      if !isLeft(path, found.side.kind == .folder, number) {
        traits[path] = nil
        orphans[path] = nil
      }
    }
    try read(orphans, context: context, into: &traits)
    addFolders(to: &traits, context)
    return traits
  }

  /// Reads the hard links whose target is not selected, as the files that they are.
  private func read(
    _ orphans: [Path: Path], context: Context, into traits: inout [Path: Traits]
  ) throws(StoreError) {
    guard !orphans.isEmpty else { return }
    let contents = try contents(of: Array(orphans.values), context: context)
    for (path, target) in orphans {
      do throws(StoreError) {
        let reader = try contents.reader(for: target)
        let digest = try Digest { () throws(StoreError) in
          try unsafe reader.next().map { unsafe .bytes($0) }
        }
        traits[path] = Traits(reader.entry, digest: digest)
      } catch let error where error.concernsOnePath {
        // It stays a file without a digest, and so differs from one that has a digest.
      }
    }
  }

  /// Adds the folders that are known only from the paths below them. A path that implies too many
  /// is left out and reported.
  private func addFolders(to traits: inout [Path: Traits], _ context: Context) {
    let most = context.limits.paths(from: 0)
    let (implied, refused) = Catalog.foldersAbove(
      traits.keys, whereKnown: { traits[$0] != nil }, within: most)
    for path in refused.sorted() {
      context.report(.exceeding(.paths(most), .read, path, in: archiveName))
      traits[path] = nil
    }
    for folder in implied { traits[folder] = Traits(.impliedFolder(folder)) }
  }
}
