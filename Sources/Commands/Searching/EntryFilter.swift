import Posts
import Search
import Store

/// Which entries `find` prints.
struct EntryFilter: Sendable {
  /// Globs of which one has to match: a path if the glob has a `/`, else the last component.
  var globs: [(glob: Glob, isOfPath: Bool)] = []
  /// Extensions, in lower case and without their dot, of which a name has to have one.
  var extensions: Set<String> = []
  var kinds: Set<EntryKindName> = []
  var size: SizeRange?
  var posts = PostFilter()

  /// - Throws: `SearchError` where a glob asks for too much.
  func fits(_ item: Listed) throws(SearchError) -> Bool {
    let entry = item.entry
    if !kinds.isEmpty, !kinds.contains(where: { $0.holds(entry) }) { return false }
    if !extensions.isEmpty, !extensions.contains(entry.path.fileExtension ?? "") { return false }
    if let size, !entry.hasContent || !size.bytes.contains(entry.size) { return false }
    if posts.isNarrow, !posts.fits(item) { return false }
    if globs.isEmpty { return true }
    let name = Array(entry.path.lastComponent)
    for (glob, isOfPath) in globs {
      if try glob.matches(isOfPath ? entry.path.bytes : name) { return true }
    }
    return false
  }
}

/// The letters that `-type` knows.
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
