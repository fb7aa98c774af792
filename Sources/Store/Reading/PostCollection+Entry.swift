import ArchiveFormat
import Archives
package import Entries
package import Posts
import SystemPackage

extension PostCollection {
  /// Returns the entry at a path, without following links; nil if there is none.
  ///
  /// - Throws: `StoreError` if the collection cannot be read.
  package func entry(at path: Path) throws(StoreError) -> Entry? {
    if path.isRoot { return .impliedFolder(path) }
    switch source {
    case .folder(let root):
      do throws(Errno) {
        return try root.entry(at: path).entry
      } catch .noSuchFileOrDirectory, .notDirectory {
        return nil
      } catch {
        throw StoreError(error, .read, path.bytes)
      }
    case .indexed(let index):
      return try usingIndex(Self.passOver) { () throws(StoreError) in
        if let row = try index.row(at: path) { return row.entry }
        var below = index.rows(below: path)
        return try below.next() == nil ? nil : .impliedFolder(path)
      } orScanning: { (_) throws(StoreError) in
        try scannedEntry(at: path)
      }
    case .archive: return try scannedEntry(at: path)
    }
  }

  /// Returns the path with every symbolic link resolved. Links are followed inside the collection.
  ///
  /// - Throws: `StoreError.Code.refused` if a link leads out of the collection, or if there are too
  ///   many links; any other if the collection cannot be read.
  package func resolvingLinks(in path: Path) throws(StoreError) -> Path {
    var trouble: StoreError?
    let resolved: Path
    do throws(LinkResolution.Failure) {
      resolved = try LinkResolution.resolve(path) { path in
        do throws(StoreError) {
          guard case .symbolicLink(let target) = try entry(at: path)?.kind else { return nil }
          return target
        } catch {
          trouble = trouble ?? error
          return nil
        }
      }
    } catch {
      throw StoreError(.refused, .read, path, in: archiveName, cause: error.reason)
    }
    if let trouble { throw trouble }
    return resolved
  }

  private func scannedEntry(at path: Path) throws(StoreError) -> Entry? {
    try catalog(below: [path], depth: 1, report: Self.passOver)[path]?.entry
  }
}
