import Archives
package import Entries
package import Files
import Glibc
package import Posts
import SystemPackage

/// A folder on disk as a stream of entries, sorted by path, component by component.
///
/// The content of a folder therefore comes right after it: `a`, `a/c`, `a-b`. In the order of the
/// bytes of whole paths, `a-b` would come in between. GNU tar sets a folder's time and mode as soon
/// as it meets a member that is not in the folder, and would then write the rest into it.
///
/// No link is followed below the root. Memory holds the names in the folders on the way down.
package final class FolderWalk: MemberStream {
  private let selection: Selection
  /// The number of levels below the root that are visited; 1 is the root's own content.
  private let depth: Int
  /// Whether a file with several names is given out as a file and hard links to it; otherwise it is
  /// given out as a file each time.
  private let marksHardLinks: Bool
  /// Files in the folder that are not part of the collection: the output that it is packed into.
  private let omitted: [FileStatus.Identity]
  private let context: Context
  private var levels: [Level] = []
  private var folders: LentFolders
  /// The first path of each file that has several names, by its identity.
  private var firstNames: [FileStatus.Identity: Path] = [:]
  /// The entry that the walk has reached.
  package private(set) var found: WalkedEntry?
  private var content: FileContent?
  private let buffer = ReadBuffer()

  /// A path, with the folder and the name by which it is opened.
  struct Place: Sendable {
    let folder: LentFolder
    let name: Name
    let path: Path
  }

  /// An entry, with the folder and the name by which it is opened.
  package struct WalkedEntry {
    package let folder: LentFolder
    package let name: Name
    package var entry: Entry
    package let status: FileStatus

    /// Whether the file has other hard links, in the folder or elsewhere.
    package var hasOtherHardLinks: Bool { status.kind == .file && status.linkCount > 1 }
  }

  /// A folder on the way down, with the visits in it.
  private struct Level {
    let folder: LentFolder
    let path: Path
    /// The names in the folder that are the program's own, such as those of a restore.
    let passedOver: FolderJournal.Names
    let visits: [Visit]
    /// The rules of the `.gitignore` files in the folder and above it, the outermost first.
    let rules: [IgnoreRules]
    var position = 0

    mutating func next() -> Visit? {
      guard position < visits.count else { return nil }
      defer { position += 1 }
      return visits[position]
    }
  }

  /// A step of the walk. A folder is visited once for itself and then for its content.
  private struct Visit {
    let name: [UInt8]
    let isFolder: Bool
    let descends: Bool
  }

  /// - Parameter above: the program's own names in the folder above the one that is walked.
  package init(
    _ root: FolderDescriptor, at path: Path = .root, below above: FolderJournal.Names = .init(),
    selection: Selection, depth: Int = .max, marksHardLinks: Bool = false,
    omitting omitted: [FileStatus.Identity] = [], context: Context
  ) throws(StoreError) {
    self.selection = selection
    self.depth = depth
    self.marksHardLinks = marksHardLinks
    self.omitted = omitted
    self.context = context
    folders = LentFolders(below: root, at: path)
    do throws(Errno) {
      levels.append(
        try level(root, path, below: above, rules: selection.ignoreRules ?? []))
    } catch {
      throw StoreError(error, .list, path.bytes)
    }
  }

  package func next() throws(StoreError) -> Entry? {
    content = nil
    while let place = try nextPlace() {
      if let entry = entry(at: place) { return entry }
    }
    return nil
  }

  /// Advances to the next selected name, without looking at the file.
  func nextPlace() throws(StoreError) -> Place? {
    while let last = levels.indices.last {
      try context.check(.read, levels[last].path.bytes)
      guard let visit = levels[last].next() else {
        levels.removeLast()
        continue
      }
      let path = levels[last].path.appending(component: visit.name)
      if !levels[last].rules.isEmpty, levels[last].rules.ignore(path, isFolder: visit.isFolder) {
        continue
      }
      if visit.descends {
        descend(into: path, named: Name(visit.name), of: levels[last])
      } else if selection.includes(inReachedFolder: path) {
        return Place(folder: levels[last].folder, name: Name(visit.name), path: path)
      }
    }
    return nil
  }

  /// Skips the content of the folder that the walk has just reached.
  package func skipContent() {
    guard let level = levels.last, level.position < level.visits.count,
      level.visits[level.position].descends
    else { return }
    levels[levels.count - 1].position += 1
  }

  package func nextPiece() throws(StoreError) -> Piece? {
    guard let found, found.entry.kind == .file else { return nil }
    try context.check(.read, found.entry.path.bytes)
    if content == nil {
      content = try attempt(
        FileContent(found.folder.open().file(found.name), expecting: found.entry.size),
        orThrow: { (error: Errno) in StoreError(error, .read, found.entry.path.bytes) })
    }
    return try attempt(
      content?.nextPiece(into: buffer),
      orThrow: { (error: Errno) in StoreError(error, .read, found.entry.path.bytes) })
  }

  private func descend(into path: Path, named name: Name, of parent: Level) {
    guard levels.count < depth, selection.reaches(into: path) else { return }
    do throws(Errno) {
      let folder = try folders.open(parent.folder).folder(name)
      levels.append(
        try level(folder, path, below: parent.passedOver, rules: parent.rules))
    } catch {
      context.report(StoreError(error, .list, path.bytes))
    }
  }

  private func entry(at place: Place) -> Entry? {
    let (name, path) = (place.name, place.path)
    var entry: Entry
    let status: FileStatus
    do throws(Errno) {
      let folder = try folders.open(place.folder)
      status = try folder.status(name)
      guard !omitted.contains(status.identity) else { return nil }
      entry = Entry(
        status, at: path,
        linkTarget: status.kind == .symbolicLink ? try folder.linkTarget(name) : [])
      if marksHardLinks, status.kind == .file, status.linkCount > 1 {
        mark(&entry, status.identity)
      }
    } catch {
      context.report(StoreError(error, .read, path.bytes))
      return nil
    }
    found = WalkedEntry(folder: place.folder, name: name, entry: entry, status: status)
    return entry
  }

  /// Turns an entry into a hard link if the walk has already met the same file by another name.
  private func mark(_ entry: inout Entry, _ identity: FileStatus.Identity) {
    if let first = firstNames[identity] {
      entry.kind = .hardLink(target: first)
      entry.size = 0
    } else {
      firstNames[identity] = entry.path
    }
  }

  private func level(
    _ folder: FolderDescriptor, _ path: Path, below above: FolderJournal.Names,
    rules: [IgnoreRules]
  ) throws(Errno) -> Level {
    let names = try folder.names()
    let passedOver = FolderJournal.Names(in: folder, among: names, below: above)
    var rules = rules
    if selection.ignoreRules != nil,
      names.contains(where: { $0.name == Self.ignoreFile && !$0.isFolder })
    {
      do throws(Errno) {
        rules.append(try folder.ignoreRules(at: path))
      } catch {
        context.report(
          StoreError(error, .read, path.appending(component: Self.ignoreFile).bytes))
      }
    }
    var visits: [Visit] = []
    visits.reserveCapacity(names.count)
    for (name, isFolder) in names.sorted(by: { precedes($0.name, $1.name) })
    where !passedOver.contains(name) {
      visits.append(Visit(name: name, isFolder: isFolder, descends: false))
      if isFolder { visits.append(Visit(name: name, isFolder: true, descends: true)) }
    }
    return Level(
      folder: folders.lend(folder, at: path), path: path, passedOver: passedOver, visits: visits,
      rules: rules)
  }

  static let ignoreFile = Array(".gitignore".utf8)
}

extension FolderDescriptor {
  /// Reads the `.gitignore` in the folder.
  ///
  /// - Parameter path: the path of the folder in the collection.
  func ignoreRules(at path: Path) throws(Errno) -> IgnoreRules {
    let file = try file(Name(FolderWalk.ignoreFile))
    return IgnoreRules(OutsideFile.lines(of: try OutsideFile.bytes(of: file)), in: path)
  }
}
