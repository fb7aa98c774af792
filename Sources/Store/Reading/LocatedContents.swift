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
package struct LocatedContents {
  let source: Source
  let archive: String?
  let interruption: Interruption

  enum Source {
    case folder(FolderDescriptor)
    case archive([Path: Location])
  }

  /// The finding at a path.
  enum Location {
    case file(LocatedContent)
    case link(to: Path)
    case symbolicLink([UInt8])
    case folder
    case special
    /// The archive is damaged there.
    case damaged(StoreError)
  }

  /// Opens the file at `path`; symbolic links are followed inside the collection.
  ///
  /// - Throws: `StoreError.Code.notFound`, `.isFolder`, `.leftOut` for a device or the like,
  ///   `.refused` for a link that leads out of the collection, `.damaged`, or `.unreadable`.
  package func reader(for path: Path) throws(StoreError) -> ContentReader {
    let resolved: Path
    do throws(LinkResolution.Failure) {
      resolved = try resolve(path)
    } catch {
      throw StoreError(.refused, .read, path, in: archive, cause: error.reason)
    }
    switch try findFile(at: resolved, named: path) {
    case .file(let content):
      return try ContentReader(content, named: path, in: archive, interruption)
    case .folder: throw .isFolder(path, in: archive)
    case .damaged(let error): throw error
    case .special: throw .notAFile(path, in: archive)
    case .link, .symbolicLink, nil: throw .notFound(path, .read, in: archive)
    }
  }

  /// Returns the path that symbolic links lead to from `path`.
  func resolve(_ path: Path) throws(LinkResolution.Failure) -> Path {
    try LinkResolution.resolve(path) { path in
      guard case .symbolicLink(let target) = try? find(path) else { return nil }
      return target
    }
  }

  /// Returns the beginning of the file at `path`; nil if it cannot be read.
  func beginning(at path: Path) -> ContentBeginning? {
    guard let reader = try? reader(for: path),
      let bytes = try? reader.start(upTo: PostFacts.describedLength)
    else { return nil }
    return ContentBeginning(bytes: bytes, size: reader.entry.size)
  }

  /// Returns the finding at a path, or at the path that hard links lead to from there.
  private func findFile(at path: Path, named asked: Path) throws(StoreError) -> Location? {
    do throws(Errno) {
      var found = try find(path)
      var links = 0
      while case .link(let target) = found, links < LinkResolution.maximumLinks {
        found = try find(target)
        links += 1
      }
      return found
    } catch .notDirectory {
      throw .notFound(asked, .read, in: archive)
    } catch {
      throw StoreError(error, .read, asked.bytes, in: archive)
    }
  }

  private func find(_ path: Path) throws(Errno) -> Location? {
    guard !path.isRoot else { return .folder }
    switch source {
    case .archive(let found): return found[path]
    case .folder(let root):
      let (parent, entry) = try root.entry(at: path)
      switch entry.kind {
      case .file: return .file(LocatedContent(entry: entry, place: .folder(parent)))
      case .folder: return .folder
      case .symbolicLink(let target): return .symbolicLink(target)
      case .hardLink, .special: return .special
      }
    }
  }
}
