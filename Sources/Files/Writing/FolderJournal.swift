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

  private static let name = Name(".blogsh-journal.tmp".utf8)
  private static let lineStart = "blogsh run "
  /// The largest size of a journal in bytes, more than any number of killed runs will write.
  private static let maximumBytes: Int64 = 64 * 1024

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
  package static func hasName(of path: [UInt8]) -> Bool { path.elementsEqual(name.bytes) }

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
        try removeLeftovers()
      } else {
        // A new journal has no leftovers to remove. It is never locked for one run alone, even for
        // a moment, so that other runs can share it.
        if try file.status().size > 0, try isAlone { try removeLeftovers() }
        try file.tryLock(.shared)
        guard try isInPlace else { return false }
        _ = try Self.runs(in: file)
      }
      try file.append(Array("\(Self.lineStart)\(Name.run)\n".utf8))
      return true
    } catch {
      if error != .fileExists, error != .resourceTemporarilyUnavailable { release() }
      throw error
    }
  }

  /// Removes what is left of the runs in the journal, except this one. If something cannot be
  /// removed, the runs stay in the journal.
  private func removeLeftovers() throws(Errno) {
    let runs = try Self.runs(in: file).subtracting([Name.run])
    let isDone = runs.isEmpty || removeLeftovers(of: runs, in: root)
    try file.setLength(0)
    for run in isDone ? [] : runs.sorted() {
      try file.append(Array("\(Self.lineStart)\(run)\n".utf8))
    }
  }

  /// Ends the work, once nothing has a temporary name of this run any more.
  package func release() {
    // The last run to leave removes the journal.
    do throws(Errno) {
      guard try isAlone else { return }
      try removeLeftovers()
      if try file.status().size == 0 { try root.remove(Self.name) }
    } catch {
      // The next run will find the journal and clean up.
    }
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

  /// Removes what killed runs left in a folder and below, and returns whether all of it is gone.
  private func removeLeftovers(of runs: Set<String>, in folder: FolderDescriptor) -> Bool {
    guard let names = try? folder.names() else { return false }
    var isDone = true
    for (child, isFolder) in names {
      let name = Name(child)
      do throws(Errno) {
        if let run = Name.run(ofTemporary: child), runs.contains(run) {
          if isFolder { try folder.removeWhole(name) } else { try folder.remove(name) }
        } else if isFolder, try !removeLeftovers(of: runs, in: folder.folder(name)) {
          isDone = false
        }
      } catch {
        isDone = false
      }
    }
    return isDone
  }
}

extension FolderJournal {
  /// The names in a folder and below it that are the program's own: the journal's, and the
  /// temporary names of the runs that the journal lists.
  package struct Names {
    private var runs: Set<String> = []
    private var hasJournal = false

    /// - Parameter root: a folder that another process may be writing into.
    package init(in root: FolderDescriptor, among names: [(name: [UInt8], isFolder: Bool)]) {
      guard names.contains(where: { FolderJournal.name.bytes.elementsEqual($0.name) }),
        let file = try? root.file(FolderJournal.name),
        let told = try? FolderJournal.runs(in: file)
      else { return }
      hasJournal = true
      runs = told
    }

    package func contains(_ name: [UInt8]) -> Bool {
      guard hasJournal else { return false }
      return FolderJournal.name.bytes.elementsEqual(name)
        || Name.run(ofTemporary: name).map(runs.contains) ?? false
    }
  }
}
