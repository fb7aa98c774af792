import Entries
import Posts

/// The conditions on the entries that `find` prints.
struct EntryFilter: Sendable {
  var names = NameFilter()
  var kinds: Set<EntryKindName> = []
  var size: SizeRange?
  var posts = PostFilter()

  /// Whether only names decide.
  var isOfNames: Bool { kinds.isEmpty && size == nil && !posts.isNarrow }

  /// Returns whether an entry meets all conditions except those on its name.
  func fitsBesidesName(_ item: ListedEntry) -> Bool {
    let entry = item.entry
    if !kinds.isEmpty, !kinds.contains(where: { $0.holds(entry) }) { return false }
    if let size, !entry.hasContent || !size.bytes.contains(entry.size) { return false }
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
