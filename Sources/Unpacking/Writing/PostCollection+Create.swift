package import Entries
import Files
package import Posts
import Store
import SystemPackage

extension FolderJournal {
  /// Ends the work in the folder at a path, and reports something that cannot be removed.
  func release(of path: String, _ report: Report) {
    guard let leftover = release() else { return }
    report(.leftover(leftover.error, leftover.path, in: ArgumentText.bytes(of: path)))
  }
}

extension PostCollection {
  /// Writes a file that is not there yet, and the folders above it that are missing.
  ///
  /// - Parameter report: called with a temporary file that stays in the collection.
  /// - Throws: `StoreError.Code.exists`; `.unwritable`, also for an archive.
  package func create(
    _ path: Path, content: [UInt8], report: Report = { _ in }
  ) throws(StoreError) {
    guard let root = folder else {
      throw StoreError(
        .unwritable, .write, path, in: archiveName, cause: "an archive cannot be edited")
    }
    let journal = try attempt(
      FolderJournal.share(in: root),
      orThrow: { (error: Errno) in StoreError.writing(error, into: path.bytes) })
    defer { journal?.release(of: name, report) }
    guard (try? root.entry(at: path)) == nil else {
      throw StoreError(.exists, .write, path, cause: Errno.fileExists.description)
    }
    let writer = FolderWriter(root, overwriting: .never)
    let entry = Entry(
      path: path, kind: .file, mode: 0o644, modified: nil, size: Int64(content.count))
    var failure: StoreError?
    do throws(WriteFailure<Errno>) {
      try writer.writeFile(entry) { (file) throws(Errno) in try file.write(all: content[...]) }
    } catch {
      switch error {
      case .system(let errno), .content(let errno):
        failure = StoreError(errno, .write, path.bytes)
      }
    }
    // New folders get their names only now.
    writer.finish { folder, errno in
      failure = failure ?? StoreError(errno, .write, folder.bytes)
    }
    if let failure { throw failure }
  }
}
