import Archives
package import Entries
import Files
package import Posts
import SystemPackage

extension PostCollection {
  /// Prepares to read the contents of `paths`. If there is nothing to read at a path, only reading
  /// it fails.
  ///
  /// - Throws: `StoreError` if an archive cannot be read to its end.
  package func contents(
    of paths: [Path], interruption: Interruption = .never, report: @escaping Report = { _ in }
  ) throws(StoreError) -> Contents {
    switch source {
    case .folder(let root):
      return Contents(source: .folder(root), archive: nil, interruption: interruption)
    case .archive(let file):
      return try spool(file, paths, interruption: interruption, report: report)
    case .indexed(let index):
      return try usingIndex(report) { () throws(StoreError) in
        var lookup = IndexLookup(index)
        try lookup.find(paths)
        return Contents(
          source: .archive(lookup.found), archive: archiveName, interruption: interruption)
      } orScanning: { (file) throws(StoreError) in
        try spool(file, paths, interruption: interruption, report: report)
      }
    }
  }

  /// Spools the contents of `paths` and, for links, of the paths that they lead to, with another
  /// pass whenever links lead to further paths.
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
      // Each pass passes over the same members.
      report = { _ in }
    }
    return Contents(
      source: .archive(spool.found), archive: archiveName, interruption: interruption)
  }
}
