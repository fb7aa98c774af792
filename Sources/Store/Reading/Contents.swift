import ArchiveFormat
import Archives
package import Entries
import Files
package import Posts
import SystemPackage

/// The contents of some paths of a collection, ready to be read in any order.
///
/// Those of a folder, and of an archive with an index, are read where they are. Those of any other
/// archive have been spooled into a file without a name, so that memory does not depend on their
/// size.
package struct Contents {
  let source: Source
  let archive: String?
  let interruption: Interruption

  enum Source {
    case folder(FolderDescriptor)
    case archive([Path: Found])
  }

  /// The findings at a path of an archive.
  enum Found {
    case file(Entry, FileLocation)
    case link(to: Path)
    case symbolicLink([UInt8])
    case folder
    case special
    /// The archive is damaged there.
    case damaged(StoreError)
  }

  /// The place of the content of an archive's file.
  enum FileLocation {
    case spool(OpenFile, start: Int64, length: Int64)
    case index(FrameOpener, IndexRow)
  }

  /// Returns a reader for the file at `path`. Symbolic links are followed inside the collection.
  ///
  /// - Throws: `StoreError.Code.notFound`, `.isFolder`, `.leftOut` for a device or the like,
  ///   `.refused` for a link that leads out of the collection, `.damaged`, or `.unreadable`.
  package func reader(for path: Path) throws(StoreError) -> ContentReader {
    let resolved: Path
    do throws(LinkResolution.Failure) {
      resolved = try LinkResolution.resolve(path, target: linkTarget)
    } catch {
      throw StoreError(.refused, .read, path, in: archive, cause: error.reason)
    }
    switch source {
    case .folder(let root): return try reader(for: resolved, named: path, in: root)
    case .archive(let found): return try reader(for: resolved, named: path, found)
    }
  }

  private func linkTarget(_ path: Path) -> [UInt8]? {
    switch source {
    case .folder(let root):
      guard let (_, entry) = try? root.entry(at: path),
        case .symbolicLink(let target) = entry.kind
      else { return nil }
      return target
    case .archive(let found):
      guard case .symbolicLink(let target) = found[path] else { return nil }
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
        asked, of: entry, archive: archive, interruption,
        .file(FileContent(file, expecting: entry.size)))
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
    for path: Path, named asked: Path, _ found: [Path: Found]
  ) throws(StoreError) -> ContentReader {
    var path = path
    var links = 0
    while case .link(let target) = found[path], links < LinkResolution.mostLinks {
      path = target
      links += 1
    }
    switch path.isRoot ? .folder : found[path] {
    case .file(let entry, .spool(let file, let start, let length)):
      return ContentReader(
        asked, of: entry, archive: archive, interruption,
        .file(FileContent(file, from: start, expecting: length)))
    case .file(let entry, .index(let opener, let row)):
      return ContentReader(
        asked, of: entry, archive: archive, interruption,
        .member(try MemberContent(row, by: opener)))
    case .folder: throw .isFolder(asked, in: archive)
    case .damaged(let error): throw error
    case .special: throw .notAFile(asked, in: archive)
    case .link, .symbolicLink, nil: throw .notFound(asked, .read, in: archive)
    }
  }
}
