import Glibc
import TestSupport

/// What stands below a folder, as far as blogsh is answerable for it.
struct FolderState: Equatable {
  struct Item: Equatable {
    enum Kind { case file, folder, link }

    let kind: Kind
    let mode: UInt16
    /// In seconds since 1970; nil for what was written today, and for a link, whose time is set when
    /// it has its name already.
    let modified: Int?
    /// Of a file its bytes, of a link where it leads.
    let content: [UInt8]
    /// The first path of the same file.
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

  /// Without what stands at some paths, as if it had never been there.
  func without(_ paths: Set<String>) -> FolderState {
    var others = self
    for path in paths { others.items[path] = nil }
    return others
  }

  /// What a second unpacking is answerable for, which leaves alone what it finds: a folder that it looks
  /// for files in gets another time, and a file may have the right content under a name of its own.
  ///
  /// - Parameter hasTold: whether the first one told of what it left out, as the mode of a folder.
  func asIfUnpacked(afterOneThat hasTold: Bool) -> FolderState {
    var others = self
    others.items = items.mapValues { item in
      let isFolder = item.kind == .folder
      return Item(
        kind: item.kind, mode: isFolder && hasTold ? 0 : item.mode,
        modified: isFolder ? nil : item.modified, content: item.content, firstName: "")
    }
    return others
  }

  /// The paths that have a name which blogsh gives what is not yet whole.
  var temporaries: [String] {
    items.keys.filter { $0.split(separator: "/").contains { $0.hasPrefix(".blogsh-") } }.sorted()
  }

  /// The paths at which there is neither what was there before nor what is to be there.
  ///
  /// A mode or a time may be the old one still where the content is the new one.
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

  /// The paths at which two states differ.
  func differences(from other: FolderState) -> [String] {
    Set(items.keys).union(other.items.keys).filter { items[$0] != other.items[$0] }.sorted()
  }

  /// No file of a test's collection has a time as late as this.
  private static let today = 1_700_000_000
}
