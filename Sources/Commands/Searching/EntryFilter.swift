import Entries
import Posts

/// The conditions on the entries that `find` prints.
struct EntryFilter: Sendable {
  var names = NameFilter()
  var kinds: Set<EntryKindName> = []
  /// The sizes that a file must have, all of them.
  var sizes: [SizeRange] = []
  /// The time after which an entry must have changed.
  var modifiedAfter: FileTime?
  var posts = PostFilter()

  /// Whether only names decide.
  var isOfNames: Bool {
    kinds.isEmpty && sizes.isEmpty && modifiedAfter == nil && !posts.isNarrow
  }

  /// Returns whether an entry meets all conditions except those on its name.
  func fitsBesidesName(_ item: ListedEntry) -> Bool {
    let entry = item.entry
    if !kinds.isEmpty, !kinds.contains(where: { $0.holds(entry) }) { return false }
    if !sizes.isEmpty, !entry.hasContent { return false }
    if !sizes.allSatisfy({ $0.bytes.contains(entry.size) }) { return false }
    if let modifiedAfter, !(entry.modified.map { $0 > modifiedAfter } ?? false) { return false }
    return !posts.isNarrow || posts.fits(item)
  }
}

/// The letters that `-type` accepts.
enum EntryKindName: String, CaseIterable {
  case file = "f"
  case folder = "d"
  case link = "l"

  fileprivate func holds(_ entry: Entry) -> Bool {
    switch (self, entry.kind) {
    case (.file, .file), (.file, .hardLink), (.folder, .folder), (.link, .symbolicLink): true
    default: false
    }
  }
}
