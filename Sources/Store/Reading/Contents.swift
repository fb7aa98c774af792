package import Posts
import SystemPackage

/// The contents of some paths of a collection, ready to be read in any order.
///
/// Those of a folder are read where they lie; those of an archive have been spooled in one pass into
/// a file without a name, so that memory stays the same whatever their size.
package struct Contents {
  fileprivate let source: Source
  fileprivate let archive: String?

  fileprivate enum Source {
    case folder(FolderDescriptor)
    case spool(OpenFile, [Path: Spooled])
  }

  /// What was found of a path in an archive.
  enum Spooled {
    case file(Entry, start: Int64, length: Int64)
    case link(to: Path)
    case symbolicLink([UInt8])
    case folder
    case special
  }

  /// A reader of what stands at `path`; symbolic links are followed inside the collection.
  ///
  /// - Throws: `StoreError.Code.notFound`, `.isFolder`, `.refused` for a link that leads out of the
  ///   collection, or `.unreadable`.
  package func reader(for path: Path) throws(StoreError) -> ContentReader {
    let resolved: Path
    do throws(LinkResolution.Failure) {
      resolved = try LinkResolution.resolve(path, target: linkTarget)
    } catch {
      throw StoreError(.refused, .read, path, in: archive, cause: error.reason)
    }
    switch source {
    case .folder(let root): return try reader(for: resolved, named: path, in: root)
    case .spool(let file, let spooled): return try reader(for: resolved, named: path, file, spooled)
    }
  }

  private func linkTarget(_ path: Path) -> [UInt8]? {
    switch source {
    case .folder(let root):
      guard let (_, entry) = try? root.entry(at: path),
        case .symbolicLink(let target) = entry.kind
      else { return nil }
      return target
    case .spool(_, let spooled):
      guard case .symbolicLink(let target) = spooled[path] else { return nil }
      return target
    }
  }

  private func reader(
    for path: Path, named asked: Path, in root: FolderDescriptor
  ) throws(StoreError) -> ContentReader {
    guard !path.isRoot else { throw .isFolder(asked, in: archive) }
    do throws(Errno) {
      let (parent, entry) = try root.entry(at: path)
      guard !entry.isFolder else { throw Errno.isDirectory }
      guard entry.kind == .file else { throw Errno.notSupported }
      let file = try parent.file(Name(path.lastComponent))
      return ContentReader(
        asked, of: entry, archive: archive, FileContent(file, expecting: entry.size))
    } catch {
      switch error {
      case .isDirectory: throw .isFolder(asked, in: archive)
      case .notSupported: throw .notAFile(asked, in: archive)
      case .notDirectory: throw .notFound(asked, .read, in: archive)
      default: throw StoreError(error, .read, asked.bytes, in: archive)
      }
    }
  }

  private func reader(
    for path: Path, named asked: Path, _ file: OpenFile, _ spooled: [Path: Spooled]
  ) throws(StoreError) -> ContentReader {
    var path = path
    var links = 0
    while case .link(let target) = spooled[path], links < LinkResolution.mostLinks {
      path = target
      links += 1
    }
    switch path.isRoot ? .folder : spooled[path] {
    case .file(let entry, let start, let length):
      return ContentReader(
        asked, of: entry, archive: archive, FileContent(file, from: start, expecting: length))
    case .folder: throw .isFolder(asked, in: archive)
    case .special: throw .notAFile(asked, in: archive)
    case .link, .symbolicLink, nil: throw .notFound(asked, .read, in: archive)
    }
  }
}

extension PostCollection {
  /// Gets the contents of `paths` ready; what a path lacks shows when it is read.
  ///
  /// - Throws: `StoreError` if an archive cannot be read to its end.
  package func contents(
    of paths: [Path], interruption: Interruption = .never, report: @escaping Report = { _ in }
  ) throws(StoreError) -> Contents {
    switch source {
    case .folder(let root): return Contents(source: .folder(root), archive: nil)
    case .archive(let file):
      return try spool(file, paths, interruption: interruption, report: report)
    }
  }

  /// Spools what stands at `paths` and, where that is a link, what it leads to, in as many passes as
  /// links lead on to further paths.
  private func spool(
    _ file: OpenFile, _ paths: [Path], interruption: Interruption, report: @escaping Report
  ) throws(StoreError) -> Contents {
    var spool: Spool
    do throws(Errno) {
      spool = Spool(try OpenFile.unnamed())
    } catch {
      throw StoreError(error, .write, Array("a temporary file".utf8))
    }
    var report = report
    while spool.beginPass(for: paths) {
      let scan = try scan(file, .everything, interruption: interruption, report: report)
      try upToDamage(report) { () throws(StoreError) in
        while let entry = try scan.next() { try spool.take(entry, from: scan) }
      }
      // What is passed over is the same in each pass.
      report = { _ in }
    }
    return Contents(source: .spool(spool.file, spool.found), archive: archiveName)
  }
}
