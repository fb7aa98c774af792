package import SystemPackage

/// The file in a folder that tells who writes into it and below, under which temporary names.
///
/// It is locked as long as they do, whatever ends them. When it is found unlocked, its runs were
/// killed, and what has the temporary name of such a run is theirs: the names of a run begin with a
/// number of 64 bits by chance, which nothing else in the folder has. What only looks like such a name
/// is left alone.
package final class FolderJournal {
  private let root: FolderDescriptor
  private let file: OpenFile

  private static let name = Name(".blogsh-journal.tmp".utf8)
  private static let lineStart = "blogsh run "
  /// More than any number of killed runs will write.
  private static let mostBytes: Int64 = 64 * 1024

  private init(_ root: FolderDescriptor, _ file: OpenFile) {
    self.root = root
    self.file = file
  }

  /// Locks the journal of a folder for this run alone, and takes away what killed runs left.
  ///
  /// - Throws: `Errno.resourceTemporarilyUnavailable` where somebody else writes into the folder,
  ///   `.fileExists` where something else has the name.
  package static func hold(in root: FolderDescriptor) throws(Errno) -> FolderJournal {
    while true {
      let journal = FolderJournal(root, try root.lastingFile(name))
      if try journal.begins(alone: true) { return journal }
    }
  }

  /// Locks the journal of a folder beside others that only add to it, and takes away what killed runs
  /// left, unless another is there.
  ///
  /// - Returns: nil where nothing may be written into the folder itself.
  /// - Throws: as `hold(in:)` does, where somebody else has it alone.
  package static func share(in root: FolderDescriptor) throws(Errno) -> FolderJournal? {
    while true {
      let journal: FolderJournal
      do throws(Errno) {
        journal = FolderJournal(root, try root.lastingFile(name))
      } catch .permissionDenied, .notPermitted, .readOnlyFileSystem {
        return nil
      }
      if try journal.begins(alone: false) { return journal }
    }
  }

  /// Whether what is to stand there, in the folder, would be taken for its journal.
  package static func hasName(of path: [UInt8]) -> Bool { path.elementsEqual(name.bytes) }

  /// Whether a folder has a journal.
  package static func exists(in root: FolderDescriptor) -> Bool { (try? root.status(name)) != nil }

  /// Whether the file has its name still: whoever had it locked may have removed it.
  private var isInPlace: Bool {
    get throws(Errno) { try root.has(file, as: Self.name) }
  }

  /// Whether nobody else has the journal, which is then locked for this run alone.
  private var isAlone: Bool {
    get throws(Errno) {
      do throws(Errno) {
        try file.lockForProcess()
      } catch .resourceTemporarilyUnavailable {
        return false
      }
      return try isInPlace
    }
  }

  /// Locks the file, and adds this run to what it tells of.
  ///
  /// - Returns: false where somebody else has removed it meanwhile.
  private func begins(alone: Bool) throws(Errno) -> Bool {
    do throws(Errno) {
      if alone {
        try file.lockForProcess()
        guard try isInPlace else { return false }
        try removeLeftovers()
      } else {
        // One that is new has nothing to take away, and is nobody's alone even for a moment.
        if try file.status().size > 0, try isAlone { try removeLeftovers() }
        try file.lockForProcess(.shared)
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

  /// Takes away what is left of the runs that the journal tells of, except this one. What cannot be
  /// removed is told of until it can.
  private func removeLeftovers() throws(Errno) {
    let runs = try Self.runs(in: file).subtracting([Name.run])
    let isDone = runs.isEmpty || removesLeftovers(of: runs, in: root)
    try file.setLength(0)
    for run in isDone ? [] : runs.sorted() {
      try file.append(Array("\(Self.lineStart)\(run)\n".utf8))
    }
  }

  /// Ends the work: nothing has a temporary name of this run any more.
  package func release() {
    // The last one who is there takes the journal away.
    do throws(Errno) {
      guard try isAlone else { return }
      try removeLeftovers()
      if try file.status().size == 0 { try root.remove(Self.name) }
    } catch {
      // The next run comes upon it.
    }
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
  private func removesLeftovers(of runs: Set<String>, in folder: FolderDescriptor) -> Bool {
    guard let names = try? folder.names() else { return false }
    var isDone = true
    for (child, isFolder) in names {
      let name = Name(child)
      do throws(Errno) {
        if let run = Name.run(ofTemporary: child), runs.contains(run) {
          if isFolder { try folder.removeWhole(name) } else { try folder.remove(name) }
        } else if isFolder, try !removesLeftovers(of: runs, in: folder.folder(name)) {
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
  /// The names in a folder that are not a person's: that of a journal, and those that runs have in it
  /// and below which it tells of.
  package struct Names {
    private var runs: Set<String> = []
    private var hasJournal = false

    /// - Parameter root: a folder that somebody may be writing into.
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
