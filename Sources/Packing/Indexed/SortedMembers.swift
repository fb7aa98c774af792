import Archives
package import Entries
import Files
import Posts
import Store
import SystemPackage

/// The members that an archive leaves when it is unpacked, as a pack of the unpacked folder would
/// have them: sorted by path, the last one of each path, and the content under the first name of a
/// file.
package struct SortedMembers {
  /// The entries; `start` is where the content of a file begins in `contents`.
  private(set) var entries: [(entry: Entry, start: Int64?)] = []
  /// The contents, one after the other in a file without a name.
  let contents: OpenFile
  /// The files that hard links lead to.
  private(set) var linked: Set<Path> = []

  /// The entry at a path after some of the members have been unpacked.
  private struct Standing {
    var entry: Entry
    /// The number of the entry that brought the content of a file, whatever its name.
    var number: Int
  }

  /// Reads the archive twice: once to see which members remain in the end, once for their contents.
  package init(_ source: MemberSource, _ selection: Selection) throws(StoreError) {
    contents = try attempt(OpenFile.unnamed(), orThrow: StoreError.temporaryFile)
    let standing = try Self.standing(source)
    var files: [Int: Path] = [:]
    for path in standing.keys.filter({ selection.includes($0) }).sorted() {
      guard let found = standing[path] else { continue }
      var entry = found.entry
      switch entry.kind {
      case .file:
        if let first = files[found.number] {
          entry.kind = .hardLink(target: first)
          entry.size = 0
          linked.insert(first)
        } else {
          files[found.number] = path
        }
      case .hardLink(let target):
        source.context.report(.notFound(target, .read, in: source.collection.archiveName))
        continue
      case .folder, .symbolicLink, .special: break
      }
      entry.path = path
      entries.append((entry, nil))
    }
    let starts = try keepContents(of: files, in: source, selection)
    for index in entries.indices where entries[index].entry.kind == .file {
      entries[index].start = starts[entries[index].entry.path]
    }
  }

  /// Returns the entry that is at each path in the end.
  ///
  /// A hard link that leads to nothing stays a hard link.
  private static func standing(_ source: MemberSource) throws(StoreError) -> [Path: Standing] {
    var standing: [Path: Standing] = [:]
    var succession = Succession()
    /// The numbers of the members themselves, where links have those of their files.
    var numbers: [Path: Int] = [:]
    var number = 0
    let stream = try source.stream(.everything, context: source.context.reporting { _ in })
    while let entry = try stream.next() {
      guard succession.take(entry, number: number) else {
        source.context.report(.belowLink(entry.path, .read, in: source.collection.archiveName))
        number += 1
        continue
      }
      numbers[entry.path] = number
      if case .hardLink(let target) = entry.kind, let named = standing[target],
        named.entry.kind != .folder
      {
        // The link gets the target as it is now; a later member may replace the target.
        standing[entry.path] = named
      } else {
        standing[entry.path] = Standing(entry: entry, number: number)
      }
      number += 1
    }
    let isLeft = succession.survivors()
    return standing.filter { path, found in
      numbers[path].map { isLeft(path, found.entry.isFolder, $0) } ?? false
    }
  }

  /// Copies the contents of some files into `contents`.
  ///
  /// - Parameter files: the first path of each file, by the number of the entry that brings the
  ///   content.
  /// - Returns: the place where each content begins, by the first path of the file.
  private func keepContents(
    of files: [Int: Path], in source: MemberSource, _ selection: Selection
  ) throws(StoreError) -> [Path: Int64] {
    var starts: [Path: Int64] = [:]
    var length: Int64 = 0
    var number = 0
    let context = source.context.reporting { [report = source.context.report] error in
      // A member that is not asked for may be of a kind that is left out.
      let isAsked = selection.includes(Path(uncheckedBytes: error.subject))
      if isAsked || error.code != .leftOut { report(error) }
    }
    let stream = try source.stream(.everything, context: context)
    while try stream.next() != nil {
      if let path = files[number] {
        starts[path] = length
        while let piece = try stream.nextPiece() {
          try attempt(contents.append(piece, at: &length), orThrow: StoreError.temporaryFile)
        }
      }
      number += 1
    }
    return starts
  }
}

extension SortedMembers {
  /// Returns the members to be packed. With `latestTime`, modes and times are limited as
  /// `Packer.Options` describes; nil keeps them.
  package func plans(latestTime: Int64?) -> some Sequence<MemberPlan> {
    entries.lazy.map { entry, start in
      MemberPlan(
        entry: entry.written(latestTime: latestTime),
        content: start.map { .part(contents, start: $0) } ?? .none,
        isLinked: linked.contains(entry.path))
    }
  }
}
