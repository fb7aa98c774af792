import ArchiveFormat
import Archives
import Entries
import Posts

/// The files of a snapshot whose members have other paths, since they were moved after they were
/// packed.
struct MovedFiles {
  private var rows: [Path: IndexRow] = [:]
  /// One of them for each path of a member.
  private var rowsByMember: [Path: IndexRow] = [:]
  /// The paths of those whose content is stored again.
  private var storedAgain: Set<Path> = []
  /// The most bytes that their links take at the end of the tar.
  private var linkLength = 0

  var isEmpty: Bool { rows.isEmpty }

  /// Whether the content of the file at a path is stored again.
  func isStoredAgain(_ path: Path) -> Bool { storedAgain.contains(path) }

  /// Adds a row, or the newer row of its path.
  mutating func keep(_ row: IndexRow) {
    rowsByMember[row.pathInTar] = row
    if rows.updateValue(row, forKey: row.entry.path) == nil {
      linkLength += EndOfTar.length(ofLink: row)
    }
  }

  /// Returns whether the link of another file fits in the frame that ends the tar.
  func hasRoom(for row: IndexRow) -> Bool {
    linkLength + EndOfTar.length(ofLink: row) <= EndOfTar.maximumLinks
  }

  mutating func storeAgain(_ row: IndexRow) { storedAgain.insert(row.entry.path) }

  /// Returns the row of a file whose member has this path.
  func row(ofMemberAt path: Path) -> IndexRow? { rowsByMember[path] }

  /// Returns the rows whose paths are in neither collection, in the order of their paths.
  func rows(except packed: PackedPaths, _ removals: [Path]) -> [IndexRow] {
    guard !rows.isEmpty else { return [] }
    let removed = Set(removals)
    return rows.values
      .filter { !packed.contains($0.entry.path) && !removed.contains($0.entry.path) }
      .sorted { $0.entry.path < $1.entry.path }
  }
}

/// The paths of the members that came with a snapshot.
struct PackedPaths {
  /// Whether there is a folder, by path.
  private var areFolders: [Path: Bool] = [:]
  /// The files that have hard links among the members, and those links.
  private var linked: Set<Path> = []

  var isEmpty: Bool { areFolders.isEmpty }

  mutating func insert(_ entry: Entry) {
    areFolders[entry.path] = entry.isFolder
    if case .hardLink(let target) = entry.kind { linked.formUnion([target, entry.path]) }
  }

  func contains(_ path: Path) -> Bool { areFolders[path] != nil }

  /// Returns the rows of moved files to which no other tar program could make a link, after it has
  /// unpacked these members.
  ///
  /// - Parameter moved: the rows of all files that are moved.
  func unlinkable(among moved: [IndexRow]) -> [IndexRow] {
    guard !moved.isEmpty else { return [] }
    let paths = Set(moved.map(\.entry.path))
    var folders: Set<Path> = []
    for path in areFolders.keys { folders.formUnion(path.foldersAbove) }
    return moved.filter { row in
      let target = row.pathInTar
      return contains(target) || paths.contains(target) || linked.contains(target)
        || folders.contains(target)
        || target.foldersAbove.contains { areFolders[$0] == false }
    }
  }
}
