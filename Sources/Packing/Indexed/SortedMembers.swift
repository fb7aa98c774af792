import Archives
package import Entries
import Files
import Posts
import Store
import SystemPackage

/// What an archive holds in the end, as a pack of the unpacked folder would have it: sorted by path,
/// of those with one path the last, and the first name of a file with the content.
package struct SortedMembers {
  /// The entries, each file with the place of its content in `contents`.
  private(set) var entries: [(entry: Entry, start: Int64?)] = []
  /// The contents, one behind the other in a file without a name.
  let contents: OpenFile
  /// The files that hard links lead to.
  private(set) var linked: Set<Path> = []

  /// What stands at a path when all members up to some place have been unpacked.
  private struct Standing {
    var entry: Entry
    /// Of a file under whatever name, the number of the entry that brought its content.
    var number: Int
  }

  /// Reads the archive twice: to see what is left in the end, and for the contents of that.
  package init(
    _ source: MemberSource, _ selection: Selection, report: @escaping Report
  ) throws(StoreError) {
    do throws(Errno) {
      contents = try OpenFile.unnamed()
    } catch {
      throw .temporaryFile(error)
    }
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
        report(.notFound(target, .read, in: source.collection.archiveName))
        continue
      case .folder, .symbolicLink, .special: break
      }
      entry.path = path
      entries.append((entry, nil))
    }
    let starts = try keepContents(of: files, in: source, selection, report: report)
    for index in entries.indices where entries[index].entry.kind == .file {
      entries[index].start = starts[entries[index].entry.path]
    }
  }

  /// What stands at each path in the end.
  ///
  /// A hard link that leads to nothing stays one.
  private static func standing(_ source: MemberSource) throws(StoreError) -> [Path: Standing] {
    var standing: [Path: Standing] = [:]
    var number = 0
    let stream = try source.stream(.everything, report: { _ in })
    while let entry = try stream.next() {
      if case .hardLink(let target) = entry.kind, let named = standing[target],
        named.entry.kind != .folder
      {
        // What the target is now, since a later member may replace it.
        standing[entry.path] = named
      } else {
        standing[entry.path] = Standing(entry: entry, number: number)
      }
      number += 1
    }
    return standing
  }

  /// Keeps the contents of some files.
  ///
  /// - Parameter files: the first path of each, by the number of the entry that brings the content.
  /// - Returns: where each begins, by its first path.
  private func keepContents(
    of files: [Int: Path], in source: MemberSource, _ selection: Selection,
    report: @escaping Report
  ) throws(StoreError) -> [Path: Int64] {
    var starts: [Path: Int64] = [:]
    var length: Int64 = 0
    var number = 0
    let stream = try source.stream(.everything) { error in
      // What is not asked for may be whatever it is.
      let isAsked = selection.includes(Path(uncheckedBytes: error.subject))
      if isAsked || error.code != .leftOut { report(error) }
    }
    while try stream.next() != nil {
      if let path = files[number] {
        starts[path] = length
        while let piece = try stream.nextPiece() {
          do throws(Errno) {
            try contents.append(piece, at: &length)
          } catch {
            throw .temporaryFile(error)
          }
        }
      }
      number += 1
    }
    return starts
  }
}

extension SortedMembers {
  /// The members, each to be written as of `latestTime` at the latest; nil as it is.
  package func plans(latestTime: Int64?) -> some Sequence<MemberPlan> {
    entries.lazy.map { entry, start in
      MemberPlan(
        entry: entry.written(latestTime: latestTime),
        content: start.map { .part(contents, start: $0) } ?? .none,
        isLinked: linked.contains(entry.path))
    }
  }
}
