import Posts
import SystemPackage

/// The file in a folder that tells that somebody restores into it, and under which names.
///
/// It is locked as long as they do, whatever ends them. When it is found unlocked, its runs were
/// killed, and what has the temporary name of such a run is theirs: the names of a run begin with a
/// number of 64 bits by chance, which nothing else in the folder has. What only looks like such a name
/// is left alone.
final class RestoreJournal {
  private let root: FolderDescriptor
  private let file: OpenFile
  /// Killed runs of which something could not be removed.
  private var runs: Set<String>

  private static let name = Name(".blogsh-restore.tmp".utf8)
  private static let lineStart = "blogsh restore "
  /// More than any number of killed runs will write.
  private static let mostBytes: Int64 = 64 * 1024

  /// Locks the journal of a folder, made if it is missing, and takes away what killed runs left.
  ///
  /// - Throws: `Errno.resourceTemporarilyUnavailable` where somebody else restores, `.fileExists`
  ///   where something else has the name.
  static func hold(in root: FolderDescriptor) throws(Errno) -> RestoreJournal {
    while true {
      let file = try root.lastingFile(name)
      try file.lockForProcess()
      // Whoever had it locked may have removed it meanwhile.
      guard (try? root.status(name).identity) == (try file.status().identity) else { continue }
      let journal = RestoreJournal(root, file, runs: try runs(in: file))
      if journal.runs.isEmpty || journal.removesLeftovers(in: root) { journal.runs = [] }
      try journal.write(journal.runs.union([Name.run]))
      return journal
    }
  }

  /// Whether a folder has a journal.
  static func exists(in root: FolderDescriptor) -> Bool { (try? root.status(name)) != nil }

  private init(_ root: FolderDescriptor, _ file: OpenFile, runs: Set<String>) {
    self.root = root
    self.file = file
    self.runs = runs
  }

  private func write(_ runs: Set<String>) throws(Errno) {
    let lines = runs.sorted().map { "\(Self.lineStart)\($0)\n" }.joined()
    try file.setLength(0)
    try file.write(all: Array(lines.utf8)[...])
  }

  /// Ends the work: nothing has a temporary name of this run any more.
  func release() {
    // What is left of others is told of until it can be removed.
    if runs.isEmpty { try? root.remove(Self.name) } else { try? write(runs) }
  }

  /// The runs that a file tells of.
  ///
  /// - Throws: `Errno.fileExists` for a file that is something else.
  private static func runs(in file: OpenFile) throws(Errno) -> Set<String> {
    let status = try file.status()
    guard status.kind == .file, status.size <= mostBytes else { throw .fileExists }
    let bytes = try file.bytes(from: 0, upTo: Int(status.size))
    var runs: Set<String> = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let line = String(decoding: line, as: UTF8.self)
      let run = line.dropFirst(lineStart.count)
      guard line.hasPrefix(lineStart), UInt64(run, radix: 36) != nil else { throw .fileExists }
      runs.insert(String(run))
    }
    return runs
  }

  /// Removes what killed runs left in a folder and below, and says whether nothing of it is there.
  private func removesLeftovers(in folder: FolderDescriptor) -> Bool {
    guard let names = try? folder.names() else { return false }
    var isDone = true
    for (child, isFolder) in names {
      let name = Name(child)
      do throws(Errno) {
        if let run = Name.run(ofTemporary: child), runs.contains(run) {
          if isFolder { try folder.removeWhole(name) } else { try folder.remove(name) }
        } else if isFolder, try !removesLeftovers(in: folder.folder(name)) {
          isDone = false
        }
      } catch {
        isDone = false
      }
    }
    return isDone
  }
}

extension RestoreJournal {
  /// The names in a folder that are not a person's: that of a journal, and those that runs have in it
  /// and below which it tells of.
  struct Names {
    private var runs: Set<String> = []
    private var hasJournal = false

    /// - Parameter root: a folder that somebody may be restoring into.
    init(in root: FolderDescriptor, among names: [(name: [UInt8], isFolder: Bool)]) {
      guard names.contains(where: { RestoreJournal.name.bytes.elementsEqual($0.name) }),
        let file = try? root.file(RestoreJournal.name),
        let told = try? RestoreJournal.runs(in: file)
      else { return }
      hasJournal = true
      runs = told
    }

    func contains(_ name: [UInt8]) -> Bool {
      guard hasJournal else { return false }
      return RestoreJournal.name.bytes.elementsEqual(name)
        || Name.run(ofTemporary: name).map(runs.contains) ?? false
    }
  }
}
