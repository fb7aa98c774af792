import ArchiveFormat
import Archives
import Entries
import Files
import Posts
import Store
import SystemPackage
import Tar

/// Reads files below a folder for their digests, on several threads, and hands on the digests in
/// the order in which the files were added.
final class FileDigests<Tag: Sendable> {
  /// The digest of a file and the stamp of the file that was read, or an error.
  typealias Outcome = Result<(digest: Digest, stamp: FileStatus.Stamp), Errno>

  private struct Job: Sendable {
    let folder: FolderDescriptor
    var files: [(path: Path, tag: Tag)] = []
  }

  private let root: FolderDescriptor
  private let interruption: Interruption
  private let take: (Path, Tag, Outcome) -> Void
  private let workers: OrderedWorkers<Job, [(Path, Tag, Outcome)]>
  private var job: Job?
  private var jobPath = Path.root

  /// The maximum number of files in a job: enough that handing over a job costs little.
  private static var maximumFiles: Int { 256 }

  /// - Parameters:
  ///   - fromDisk: whether files are read from the disk, even if they are in memory.
  ///   - take: called with the outcome for each file.
  init(
    below root: FolderDescriptor, threads: Int, fromDisk: Bool = false,
    interruption: Interruption, take: @escaping (Path, Tag, Outcome) -> Void
  ) {
    self.root = root
    self.interruption = interruption
    self.take = take
    workers = OrderedWorkers(threads: threads) {
      { job in
        job.files.map { path, tag in
          (path, tag, Self.read(path, in: job.folder, fromDisk: fromDisk))
        }
      }
    }
  }

  /// Adds a file to be read. No symbolic link on its path is followed.
  func add(_ path: Path, _ tag: Tag) throws(StoreError) {
    try interruption.check(.read, path.bytes)
    if jobPath != path.parent || (job?.files.count ?? 0) >= Self.maximumFiles { flush() }
    if job == nil {
      do throws(Errno) {
        job = Job(folder: try root.folder(at: path.parent))
        jobPath = path.parent
      } catch {
        finish()
        return take(path, tag, .failure(error))
      }
    }
    job?.files.append((path, tag))
  }

  /// Waits until all files that were added have been read.
  func finish() {
    flush()
    while let (_, outcomes) = workers.next() { give(outcomes) }
  }

  private func flush() {
    guard let full = job.take() else { return }
    while workers.isFull, let (_, outcomes) = workers.next() { give(outcomes) }
    workers.begin(full)
  }

  private func give(_ outcomes: [(Path, Tag, Outcome)]) {
    for (path, tag, outcome) in outcomes { take(path, tag, outcome) }
  }

  private static func read(_ path: Path, in folder: FolderDescriptor, fromDisk: Bool) -> Outcome {
    do throws(Errno) {
      let file = try folder.file(Name(path.lastComponent))
      if fromDisk { file.dropFromMemory() }
      guard let digest = try file.digest() else { throw Errno.noSuchFileOrDirectory }
      // The stamp is taken after reading: a file that changes meanwhile then has another stamp than
      // when it was examined.
      return .success((digest, try file.status().stamp))
    } catch {
      return .failure(error)
    }
  }
}

extension OpenFile {
  /// Returns the digest of the whole content; nil for anything but a file.
  func digest() throws(Errno) -> Digest? {
    let status = try status()
    guard status.kind == .file else { return nil }
    let buffer = ReadBuffer()
    var content = FileContent(self, expecting: status.size)
    return try Digest { () throws(Errno) in try content.nextPiece(into: buffer) }
  }
}

extension FolderWalk.WalkedEntry {
  /// The digest of a file; nil if it cannot be read.
  var digest: Digest? { try? folder.open().file(name).digest() }
}
