import Synchronization
package import SystemPackage

/// A file in a folder that lists the runs of the program that write into the folder or below it.
///
/// It stays locked while they write, and the lock ends with their processes. If it is found
/// unlocked, the runs in it were killed, and whatever has a temporary name of such a run is a
/// leftover. A run's temporary names contain its random number of 64 bits, which nothing else in
/// the folder has. Anything whose name only looks similar is left alone.
package final class FolderJournal {
  private let root: FolderDescriptor
  private let file: OpenFile

  private static let name = Name(nameBytes)
  private static let nameBytes = Array(".blogsh-journal.tmp".utf8)
  private static let lineStart = "blogsh run "
  /// The largest size of a journal in bytes, more than any number of killed runs will write.
  private static let maximumBytes: Int64 = 64 * 1024

  /// Whether this run could not remove something that has a temporary name.
  private static let hasOwnLeftovers = Atomic(false)

  /// A file or a folder of the program's own that the system does not let it remove.
  package struct Leftover {
    /// The path below the folder of the journal.
    package let path: [UInt8]
    package let error: Errno
  }

  private init(_ root: FolderDescriptor, _ file: OpenFile) {
    self.root = root
    self.file = file
  }

  /// Locks the journal of a folder for this run alone, and removes what killed runs left.
  ///
  /// - Throws: `Errno.resourceTemporarilyUnavailable` if another process writes into the folder,
  ///   `.fileExists` if the journal's name belongs to something else.
  package static func hold(in root: FolderDescriptor) throws(Errno) -> FolderJournal {
    while true {
      let journal = FolderJournal(root, try root.lastingFile(name))
      if try journal.acquire(exclusively: true) { return journal }
    }
  }

  /// Locks the journal of a folder together with other runs that only add to the folder, and
  /// removes what killed runs left if no other run holds the journal.
  ///
  /// - Returns: nil if this process may not write into the folder itself.
  /// - Throws: as `hold(in:)` does, if another run holds the journal alone.
  package static func share(in root: FolderDescriptor) throws(Errno) -> FolderJournal? {
    while true {
      let journal: FolderJournal
      do throws(Errno) {
        journal = FolderJournal(root, try root.lastingFile(name))
      } catch .permissionDenied, .notPermitted, .readOnlyFileSystem {
        return nil
      }
      if try journal.acquire(exclusively: false) { return journal }
    }
  }

  /// Whether a path relative to a folder is the name of the folder's journal.
  package static func hasName(of path: [UInt8]) -> Bool { path == nameBytes }

  /// Whether a folder has a journal.
  package static func exists(in root: FolderDescriptor) -> Bool { (try? root.status(name)) != nil }

  /// Whether the journal's name still leads to this file. A run that held the lock may have removed
  /// it.
  private var isInPlace: Bool {
    get throws(Errno) { try root.has(file, as: Self.name) }
  }

  /// Whether no other process holds the journal. If so, it is now locked for this run alone.
  private var isAlone: Bool {
    get throws(Errno) {
      do throws(Errno) {
        try file.tryLock()
      } catch .resourceTemporarilyUnavailable {
        return false
      }
      return try isInPlace
    }
  }

  /// Locks the file and adds this run to it.
  ///
  /// - Returns: false if another process has removed the file in the meantime.
  private func acquire(exclusively: Bool) throws(Errno) -> Bool {
    do throws(Errno) {
      if exclusively {
        try file.tryLock()
        guard try isInPlace else { return false }
        try cleanUp()
      } else {
        // A new journal has no leftovers to remove. It is never locked for one run alone, even for
        // a moment, so that other runs can share it.
        if try file.status().size > 0, try isAlone { try cleanUp() }
        try file.tryLock(.shared)
        guard try isInPlace else { return false }
        _ = try Self.runs(in: file)
      }
      try file.append(Array("\(Self.lineStart)\(Name.run)\n".utf8))
      return true
    } catch {
      if error != .fileExists, error != .resourceTemporarilyUnavailable { _ = release() }
      throw error
    }
  }

  /// Removes what is left of the runs in the journal; of this run only what it could not remove
  /// before.
  ///
  /// - Returns: something that stays; nil if all is gone.
  private func removeLeftovers() throws(Errno) -> Leftover? {
    var runs = try Self.runs(in: file)
    if !Self.hasOwnLeftovers.load(ordering: .relaxed) { runs.remove(Name.run) }
    return runs.isEmpty ? nil : removeLeftovers(of: runs, in: root)
  }

  /// Removes what killed runs left. Unless something stays, the journal forgets them.
  private func cleanUp() throws(Errno) {
    if try removeLeftovers() == nil { try file.setLength(0) }
  }

  /// Notes that this run could not remove something that has a temporary name.
  package static func noteLeftover() { hasOwnLeftovers.store(true, ordering: .relaxed) }

  /// Ends the work, once nothing has a temporary name of this run any more. The last run to leave
  /// removes the journal.
  ///
  /// - Returns: the journal, or something of a run in it, if that cannot be removed. The next run
  ///   finds the journal and tries again.
  package func release() -> Leftover? {
    do throws(Errno) {
      guard try isAlone else { return nil }
      if let leftover = try removeLeftovers() { return leftover }
      try root.remove(Self.name)
    } catch {
      return Leftover(path: Self.nameBytes, error: error)
    }
    return nil
  }

  /// Returns the runs that a journal lists.
  ///
  /// - Throws: `Errno.fileExists` if the file is not a journal.
  private static func runs(in file: OpenFile) throws(Errno) -> Set<String> {
    let status = try file.status()
    guard status.kind == .file, status.size <= maximumBytes else { throw .fileExists }
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

  /// Removes what runs left in a folder and below.
  ///
  /// - Parameter path: the path of the folder below that of the journal, with a slash at its end.
  /// - Returns: the first thing that stays; nil if all is gone.
  private func removeLeftovers(
    of runs: Set<String>, in folder: FolderDescriptor, at path: [UInt8] = []
  ) -> Leftover? {
    var leftover: Leftover?
    do throws(Errno) {
      for (child, isFolder) in try folder.names() {
        let name = Name(child)
        if let run = Name.run(ofTemporary: child), runs.contains(run) {
          do throws(Errno) {
            if isFolder { try folder.removeWhole(name) } else { try folder.remove(name) }
          } catch {
            leftover = leftover ?? Leftover(path: path + child, error: error)
          }
        } else if isFolder {
          let found = try removeLeftovers(
            of: runs, in: folder.folder(name), at: path + child + [UInt8(ascii: "/")])
          leftover = leftover ?? found
        }
      }
    } catch {
      // What is in a folder that cannot be searched stays in the journal.
      leftover = leftover ?? Leftover(path: Self.nameBytes, error: error)
    }
    return leftover
  }
}

extension FolderJournal {
  /// The names in a folder that are the program's own: those of unfinished outputs, that of the
  /// journal, and the temporary names of the runs that the journals of the folder and of those
  /// above it list.
  package struct Names {
    private var runs: Set<String> = []
    private var hasJournal = false

    /// The names in a folder of which nothing is known.
    package init() {}

    /// - Parameters:
    ///   - folder: a folder that another process may be writing into.
    ///   - names: what is in the folder; nil if that is not known.
    ///   - above: the program's own names in the folder above.
    package init(
      in folder: FolderDescriptor, among names: [(name: [UInt8], isFolder: Bool)]? = nil,
      below above: Names = Names()
    ) {
      runs = above.runs
      guard names?.contains(where: { $0.name == FolderJournal.nameBytes }) ?? true,
        let file = try? folder.file(FolderJournal.name),
        let told = try? FolderJournal.runs(in: file)
      else { return }
      hasJournal = true
      runs.formUnion(told)
    }

    package func contains(_ name: [UInt8]) -> Bool {
      guard name.first == UInt8(ascii: ".") else { return false }
      return hasJournal && name == FolderJournal.nameBytes || OutputFile.isUnfinished(name)
        || Name.run(ofTemporary: name).map(runs.contains) ?? false
    }
  }
}
