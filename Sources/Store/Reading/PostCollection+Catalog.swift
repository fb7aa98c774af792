import Archives
package import Entries
import Files
package import Posts
import SystemPackage

extension PostCollection {
  /// Lists the entries at and below some paths.
  ///
  /// - Parameters:
  ///   - paths: each is listed with everything below it. The root alone means everything.
  ///   - depth: the number of levels below each path that are listed.
  ///   - describe: called for each post, with its content; nil leaves facts out, and no content is
  ///     read.
  ///   - report: called for each path that does not exist, and for everything that was passed over.
  package func catalog(
    below paths: [Path] = [.root], depth: Int = .max, describe: Describe? = nil,
    interruption: Interruption = .never, report: @escaping Report
  ) throws(StoreError) -> Catalog {
    let catalog =
      switch source {
      case .folder(let folder):
        try list(
          folder, paths, depth: depth, describe: describe, interruption: interruption,
          report: report)
      case .archive(let file):
        try list(
          file, paths, depth: depth, describe: describe, interruption: interruption,
          report: report)
      case .indexed(let index):
        try usingIndex(report) { () throws(StoreError) in
          try IndexListing(index, depth: depth, describe: describe)
            .catalog(of: paths, report: report)
        } orScanning: { (file) throws(StoreError) in
          try list(
            file, paths, depth: depth, describe: describe, interruption: interruption,
            report: report)
        }
      }
    for path in paths where !path.isRoot && catalog[path] == nil {
      report(.notFound(path, .list, in: archiveName))
    }
    return catalog
  }

  private func list(
    _ root: FolderDescriptor, _ paths: [Path], depth: Int, describe: Describe?,
    interruption: Interruption, report: @escaping Report
  ) throws(StoreError) -> Catalog {
    var met: [Listed] = []
    for path in paths {
      var start = root
      if !path.isRoot {
        guard let (parent, entry) = try? root.entry(at: path) else { continue }
        met.append(Listed(entry: entry, facts: facts(of: entry, in: root, describe)))
        guard entry.isFolder else { continue }
        do throws(Errno) {
          start = try parent.folder(Name(path.lastComponent))
        } catch {
          report(StoreError(error, .list, path.bytes))
          continue
        }
      }
      let walk = try FolderWalk(
        start, at: path, selection: .everything, depth: depth, interruption: interruption,
        report: report)
      while let entry = try walk.next() {
        met.append(Listed(entry: entry, facts: try facts(of: entry, from: walk, describe, report)))
      }
    }
    return Catalog(met) { report(.aboveTooMuch($0, in: archiveName)) }
  }

  private func list(
    _ file: OpenFile, _ paths: [Path], depth: Int, describe: Describe?,
    interruption: Interruption, report: @escaping Report
  ) throws(StoreError) -> Catalog {
    var met: [Listed] = []
    var indexOfPath: [Path: Int] = [:]
    let selection = Selection(paths: paths, includesGit: true)
    let scan = try scan(file, selection, interruption: interruption, report: report)
    try upToDamage(report) { () throws(StoreError) in
      while var entry = try scan.next() {
        if let cut = Self.cut(entry.path, to: depth, in: selection) {
          if met.last?.entry.path != cut { met.append(Listed(entry: .impliedFolder(cut))) }
          continue
        }
        var facts = try facts(of: entry, from: scan, describe, report)
        if case .hardLink(let target) = entry.kind, let index = indexOfPath[target] {
          entry.size = met[index].entry.size
          facts = met[index].facts
        }
        if entry.kind == .file { indexOfPath[entry.path] = met.count }
        met.append(Listed(entry: entry, facts: facts))
      }
    }
    return Catalog(met) { report(.aboveTooMuch($0, in: archiveName)) }
  }

  /// Returns the folder at the greatest listed depth above a path; nil if the path itself is
  /// listed.
  private static func cut(_ path: Path, to depth: Int, in selection: Selection) -> Path? {
    guard depth < .max, let base = selection.base(of: path) else { return nil }
    let components = path.components
    let deepest = base.components.count + depth
    guard components.count > deepest else { return nil }
    return components.prefix(deepest).reduce(.root) { $0.appending(component: $1) }
  }

  /// Returns the facts of a post, for a single path of a folder.
  private func facts(
    of entry: Entry, in root: FolderDescriptor, _ describe: Describe?
  ) -> PostFacts? {
    guard entry.isPost, let describe else { return nil }
    // The content of a symbolic link is not read, just as in a walk.
    guard entry.hasContent else { return describe(entry.path, []) }
    let start = try? contents(of: [entry.path]).reader(for: entry.path).start(
      upTo: PostFacts.describedLength)
    return describe(entry.path, start ?? [])
  }

  /// Returns the facts of the post that a stream has reached. If its content cannot be read,
  /// reports that.
  private func facts(
    of entry: Entry, from stream: any MemberStream, _ describe: Describe?, _ report: Report
  ) throws(StoreError) -> PostFacts? {
    guard entry.isPost, let describe else { return nil }
    var start: [UInt8] = []
    do throws(StoreError) {
      while start.count < PostFacts.describedLength, let piece = try stream.nextPiece() {
        unsafe piece.forEachRun { unsafe start.append(contentsOf: $0) }
      }
    } catch {
      // In an archive nothing after this can be read; in a folder the next post can.
      if isArchive { throw error }
      report(error)
    }
    return describe(entry.path, start)
  }
}
