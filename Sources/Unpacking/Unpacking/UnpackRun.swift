import Archives
import Entries
import Files
import Posts
import SystemPackage
import Tar

/// One run of writing the members of an archive into a folder.
///
/// Small files, which nearly all files are, go to several threads in batches of one folder: most of
/// the cost of unpacking is the system's work on names and inodes. Everything else waits until
/// those files are written, so that the order of the members counts where it matters.
final class UnpackRun {
  let writer: FolderWriter
  let archive: String?
  /// The action that messages name.
  let action: StoreError.Action
  /// The number of leading components that the paths of entries have lost; the targets of hard
  /// links have lost none.
  let strip: Int
  private let protectedName: ProtectedName?
  let context: Context
  private var tally: LimitTally
  let visit: (Entry) -> Void
  private(set) var summary = Unpacker.Summary()
  /// The hard links whose target this run does not hold, each with the path of its target in the
  /// archive.
  private(set) var orphans: [(entry: Entry, target: Path)] = []
  private let workers: OrderedWorkers<FileBatch, [FileBatch.Outcome]>
  private var batch: FileBatch?

  init(
    writer: FolderWriter, archive: String?, for action: StoreError.Action = .unpack,
    strip: Int = 0, protecting protectedName: ProtectedName? = nil, threads: Int,
    tally: LimitTally, context: Context,
    visit: @escaping (Entry) -> Void
  ) {
    self.writer = writer
    self.archive = archive
    self.action = action
    self.strip = strip
    self.protectedName = protectedName
    self.context = context
    self.tally = tally
    self.visit = visit
    let files = writer.files
    workers = OrderedWorkers(threads: min(Parallelism.fileWriters, threads)) {
      { $0.write(with: files) }
    }
  }

  /// Writes an entry, or reports why it is left out.
  ///
  /// - Throws: `StoreError` if it is pointless to go on: the archive is damaged, the disk is full,
  ///   the work is interrupted or a limit is exceeded.
  func add(_ entry: Entry, from stream: any MemberStream) throws(StoreError) {
    guard !FolderJournal.hasName(of: entry.path.bytes) else {
      return context.report(
        StoreError(
          .refused, action, entry.path, in: archive, cause: "blogsh keeps that name for its own use"
        ))
    }
    if let protectedName, protectedName.protects(entry) {
      return context.report(protectedName.refusal(of: entry, action, in: archive))
    }
    if let refusal = tally.refusal(of: entry) { return context.report(refusal) }
    if entry.kind == .file, entry.size <= FileBatch.largestFile, !writer.holds(entry.path) {
      return try enqueue(entry, from: stream)
    }
    if entry.kind != .folder || writer.isInTheWay(of: entry.path) { try drain() }
    switch entry.kind {
    case .file:
      try write(entry) { () throws(StoreError) in try stream.nextPiece() }
    case .folder:
      try attempt(entry) { (writer) throws(Errno) in try writer.makeFolder(entry) }
    case .symbolicLink(let target):
      try attempt(entry) { (writer) throws(Errno) in
        try writer.makeSymbolicLink(entry, target: target)
      }
    case .hardLink(let target):
      guard let unpacked = target.dropping(leading: strip), writer.holds(unpacked) else {
        orphans.append((entry, target))
        return
      }
      try link(entry, to: unpacked)
    case .special:
      context.report(
        StoreError(
          .refused, action, entry.path, in: archive,
          cause: "it is not a file, a folder or a link"))
    }
  }

  /// Makes a hard link to a file that this run has written at `path`.
  func link(_ entry: Entry, to path: Path) throws(StoreError) {
    try attempt(entry) { (writer) throws(Errno) in try writer.makeHardLink(entry, target: path) }
  }

  /// Adds a small file to the batch of its folder.
  private func enqueue(_ entry: Entry, from stream: any MemberStream) throws(StoreError) {
    let parent = entry.path.parent
    if batch?.path != parent || batch?.isFull == true {
      try flush()
      // A file of this run may be at the path of the folder or above it; it must be written first.
      if writer.isInTheWay(of: parent) { try drain() }
    }
    if writer.hasMadeFolder(at: entry.path) { try drain() }
    do throws(Errno) {
      try writer.removeMadeFolder(at: entry.path)
      if batch == nil {
        batch = FileBatch(
          path: parent, folder: try writer.folder(at: parent),
          place: writer.placeInFolder(at: parent))
      }
    } catch {
      return try handle(error, entry)
    }
    try tally.count(entry.size, of: entry)
    let place = writer.place(entry.path, in: batch?.place ?? .open)
    try batch?.add(entry, at: place, from: stream)
    writer.noteFile(entry.path)
  }

  /// Hands the batch over to the workers.
  private func flush() throws(StoreError) {
    guard let full = batch.take() else { return }
    while workers.isFull, let (_, outcomes) = workers.next() { try take(outcomes) }
    workers.begin(full)
    while let (_, outcomes) = workers.nextFinished() { try take(outcomes) }
  }

  /// Waits until every file that was begun is written.
  func drain() throws(StoreError) {
    if let last = batch.take() { workers.begin(last) }
    while let (_, outcomes) = workers.next() { try take(outcomes) }
  }

  private func take(_ outcomes: [FileBatch.Outcome]) throws(StoreError) {
    for outcome in outcomes {
      if let errno = outcome.errno {
        writer.forgetFile(outcome.entry.path)
        try handle(errno, outcome.entry)
      } else {
        summary.bytes += outcome.entry.size
        count(outcome.entry)
      }
    }
  }

  /// Writes a file from its pieces.
  func write(
    _ entry: Entry, content nextPiece: () throws(StoreError) -> Piece?
  ) throws(StoreError) {
    let (interruption, action) = (context.interruption, action)
    var length: Int64 = 0
    do throws(WriteFailure<ContentFailure>) {
      try writer.writeFile(entry) { (file) throws(ContentFailure) in
        while true {
          let next: Piece?
          do throws(StoreError) {
            try interruption.check(action, entry.path.bytes)
            next = try nextPiece()
            if let next { try tally.count(next.count, of: entry) }
          } catch {
            throw .reading(error)
          }
          guard let piece = next else { break }
          try Files.attempt(file.append(piece, at: &length), orThrow: ContentFailure.writing)
        }
      }
    } catch {
      switch error {
      case .content(.reading(let error)): throw error
      case .content(.writing(let errno)), .system(let errno): try handle(errno, entry)
      }
      return
    }
    summary.bytes += length
    count(entry)
  }

  /// The two ways in which writing a content can fail.
  private enum ContentFailure: Error {
    case reading(StoreError)
    case writing(Errno)
  }

  private func attempt(
    _ entry: Entry, _ body: (FolderWriter) throws(Errno) -> Void
  ) throws(StoreError) {
    do throws(Errno) {
      try body(writer)
    } catch {
      return try handle(error, entry)
    }
    count(entry)
  }

  private func count(_ entry: Entry) {
    summary.members += 1
    visit(entry)
    if let mode = entry.mode, mode & 0o6000 != 0 {
      context.report(.setIDBits(entry.path, action, in: archive))
    }
  }

  /// Reports an error that concerns one entry, and throws one that will concern all that follow.
  private func handle(_ errno: Errno, _ entry: Entry) throws(StoreError) {
    switch errno {
    case .noSpace, .diskQuotaExceeded, .ioError, .readOnlyFileSystem, .tooManyOpenFiles:
      throw StoreError(errno, .write, entry.path.bytes)
    default:
      context.report(error(errno, entry.path))
    }
  }

  private func error(_ errno: Errno, _ path: Path) -> StoreError {
    switch errno {
    case .fileExists, .isDirectory: .existing(path, action, in: archive)
    case .notDirectory, .tooManySymbolicLinkLevels: .belowLink(path, action, in: archive)
    default: StoreError(errno, action, path.bytes, in: archive)
    }
  }

  /// Ends the run, and gives folders their names, modes and times.
  ///
  /// - Parameter hasFailed: whether an error ended it; then it leaves no folder that is empty.
  func finish(hasFailed: Bool) {
    // No file may be half-written when a folder gets its name.
    var isDrained = false
    while !isDrained {
      do throws(StoreError) {
        try drain()
        isDrained = true
      } catch {
        // The first error ended the run, and the caller reports that one.
      }
    }
    if hasFailed { writer.forgetEmptyFolders() }
    writer.finish { path, errno in context.report(error(errno, path)) }
  }
}
