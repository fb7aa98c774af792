import Glibc
import TestSupport

/// The files, folders and links below a folder, with everything about them that blogsh determines.
struct FolderState: Equatable {
  struct Item: Equatable {
    enum Kind { case file, folder, link }

    let kind: Kind
    let mode: UInt16
    /// The time in seconds since 1970.
    ///
    /// Nil for a file that was written during the test, and for a link, which has its name before
    /// it has its time.
    let modified: Int?
    /// The bytes of a file or the target of a link.
    let content: [UInt8]
    /// The first of the paths that are hard links of the same file.
    let firstName: String
  }

  private(set) var items: [String: Item] = [:]

  init(of name: String, in folder: TemporaryFolder) throws {
    var firstNames: [ino_t: String] = [:]
    try add("", below: name, in: folder, &firstNames)
  }

  private mutating func add(
    _ prefix: String, below root: String, in folder: TemporaryFolder,
    _ firstNames: inout [ino_t: String]
  ) throws {
    for name in try folder.names("\(root)/\(prefix)") {
      let path = prefix + name
      let place = "\(root)/\(path)"
      let status = try folder.status(place)
      let kind: Item.Kind =
        switch status.st_mode & S_IFMT {
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .file
        }
      let firstName = firstNames[status.st_ino] ?? path
      firstNames[status.st_ino] = firstName
      let time = status.st_mtim.tv_sec
      let hasOwnTime = kind != .link && time < Self.today
      items[path] = Item(
        kind: kind, mode: UInt16(status.st_mode & 0o7777), modified: hasOwnTime ? time : nil,
        content: kind == .file
          ? try folder.contents(place) : folder.linkTarget(place.bytes) ?? [],
        firstName: firstName)
      if kind == .folder { try add("\(path)/", below: root, in: folder, &firstNames) }
    }
  }

  /// Returns the state without some paths, as if nothing had ever been there.
  func without(_ paths: Set<String>) -> FolderState {
    var others = self
    for path in paths { others.items[path] = nil }
    return others
  }

  /// Returns the part of the state that a second `unpack` determines, which changes no existing
  /// file.
  ///
  /// Writing into a folder changes its time, and a hard link may have become a file of its own.
  ///
  /// - Parameter isReported: Whether the first run reported what it left out, such as the mode of a
  ///   folder.
  func asIfUnpacked(afterRunThatReported isReported: Bool) -> FolderState {
    var others = self
    others.items = items.mapValues { item in
      let isFolder = item.kind == .folder
      return Item(
        kind: item.kind, mode: isFolder && isReported ? 0 : item.mode,
        modified: isFolder ? nil : item.modified, content: item.content, firstName: "")
    }
    return others
  }

  /// The paths with a name that blogsh gives to unfinished files.
  var temporaries: [String] {
    items.keys.filter { $0.split(separator: "/").contains { $0.hasPrefix(".blogsh-") } }.sorted()
  }

  /// Returns the paths that are neither as they were before nor as they have to be afterwards.
  ///
  /// The mode or the time may still be old where the content is already new.
  func halves(between before: FolderState, and after: FolderState) -> [String] {
    let paths = Set(items.keys).union(before.items.keys).union(after.items.keys)
    return paths.subtracting(temporaries).filter { path in
      let (old, new) = (before.items[path], after.items[path])
      guard let item = items[path] else { return old != nil && new != nil }
      let known = [old, new].compactMap(\.self)
      return !known.contains { $0.kind == item.kind && $0.content == item.content }
        || item.kind == .file
          && !(known.contains { $0.mode == item.mode }
            && known.contains { $0.modified == item.modified })
    }.sorted()
  }

  /// Returns the paths at which two states differ.
  func differences(from other: FolderState) -> [String] {
    Set(items.keys).union(other.items.keys).filter { items[$0] != other.items[$0] }.sorted()
  }

  /// A time in seconds since 1970, after that of every file in the collection of a test.
  private static let today = 1_700_000_000
}
