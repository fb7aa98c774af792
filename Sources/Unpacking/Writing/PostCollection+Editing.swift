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
    try edit(path, report) { (root) throws(StoreError) in
      guard (try? root.entry(at: path)) == nil else {
        throw StoreError(.exists, .write, path, cause: Errno.fileExists.description)
      }
      try write(content, to: path, mode: 0o644, by: FolderWriter(root, overwriting: .never))
    }
  }

  /// Gives a file another content; its mode stays. It is whole at all times, and stays as it was if
  /// it is written to meanwhile. Symbolic links are followed inside the collection.
  ///
  /// - Parameters:
  ///   - report: called with a temporary file that stays in the collection.
  ///   - change: returns the new content.
  /// - Throws: the errors of `change`; `StoreError.Code.unwritable`, also for an archive;
  ///   `.refused` for a file with hard links, which would be separated.
  package func rewrite(
    _ path: Path, report: Report = { _ in }, by change: ([UInt8]) throws(StoreError) -> [UInt8]
  ) throws(StoreError) {
    guard let root = folder else { throw .inArchive(path, named: archiveName) }
    let real = try resolvingLinks(in: path)
    let status: FileStatus
    do throws(Errno) {
      status = try root.folder(at: real.parent).status(Name(real.lastComponent))
    } catch {
      throw StoreError(error, .read, path.bytes)
    }
    guard status.kind != .folder else { throw .isFolder(path, in: nil) }
    guard status.linkCount == 1 else {
      throw StoreError(
        .refused, .write, path, cause: "it has hard links, which would keep the old content")
    }
    let content = try contents(of: [real]).reader(for: real).all(limit: Self.largestEdited)
    let changed = try change(content)
    try edit(path, report) { (root) throws(StoreError) in
      let writer = FolderWriter(root, overwriting: .never, replacing: [real: status.stamp])
      try write(changed, to: real, mode: status.mode, by: writer)
    }
  }

  /// The largest size of a file that is edited, in bytes, since it is held as a whole.
  private static let largestEdited = 64 << 20

  /// Lets something be written into the folder, if it is one that nobody else is writing into.
  private func edit(
    _ path: Path, _ report: Report, _ body: (FolderDescriptor) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard let root = folder else { throw .inArchive(path, named: archiveName) }
    let journal = try attempt(
      FolderJournal.share(in: root),
      orThrow: { (error: Errno) in StoreError.writing(error, into: path.bytes) })
    defer { journal?.release(of: name, report) }
    try body(root)
  }

  private func write(
    _ content: [UInt8], to path: Path, mode: UInt16, by writer: FolderWriter
  ) throws(StoreError) {
    let entry = Entry(
      path: path, kind: .file, mode: mode, modified: nil, size: Int64(content.count))
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
