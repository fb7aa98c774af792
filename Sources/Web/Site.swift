package import Entries
import Posts
import View

/// A collection as a site: which files it has, and where they are.
package struct Site: Sendable {
  /// A post or another text that has a page.
  struct Page: Sendable {
    let entry: Entry
    let facts: PostFacts
    /// The title to show.
    let title: String
    /// The path of its page in the site.
    let path: Path
    /// Whether it is a post; other texts have a page and are in no list of posts.
    var isPost: Bool { entry.path.isPost }
  }

  /// A tag, with its posts.
  struct Tag: Sendable {
    /// The commonest spelling.
    let name: String
    /// The indices of its posts, the newest first.
    let posts: [Int]
  }

  package let options: SiteOptions
  /// The pages in the order of their posts' paths.
  let pages: [Page]
  /// The indices of the posts among the pages, the newest first.
  let posts: [Int]
  /// The index of each page by the path of its text.
  let pageOfText: [Path: Int]
  /// The paths of all pages of texts.
  let pagePaths: Set<Path>
  /// The files that are copied, in the order of their paths.
  let files: [Entry]
  /// The folders that hold something, the root included, in the order of their paths.
  let folders: [Path]
  /// What is in each folder: folders, then pages and files.
  let contents: [Path: [Item]]
  /// The tags by their names in lower case.
  let tags: [String: Tag]
  /// The posts of each year, the newest first.
  let years: [Int: [Int]]
  /// The place of each post in `posts`.
  let rank: [Int: Int]

  /// Something in a folder.
  enum Item: Sendable {
    case folder(Path)
    case page(Int)
    case file(Int)
  }

  /// Plans a site.
  ///
  /// - Parameters:
  ///   - report: Called for each file that the site leaves out.
  /// - Throws: `StoreError.Code.refused` if the collection has a folder of the name that a site
  ///   keeps its own files in.
  package init(_ catalog: Catalog, _ options: SiteOptions, report: Report) throws(StoreError) {
    self.options = options
    if let taken = catalog[SitePaths.own]?.entry {
      throw StoreError(
        .refused, .write, taken.path, cause: "a site keeps its own files in a folder of this name")
    }
    var texts: [ListedEntry] = []
    var files: [Entry] = []
    for item in catalog.listed where !item.entry.isFolder && item.entry.kind != .special {
      let path = item.entry.path
      if path.components.contains(where: { $0.first == .dot }) { continue }
      if item.facts?.draft == true || path.isBelowDrafts, !options.includesDrafts { continue }
      if path.isText { texts.append(item) }
      if Self.isKept(path) || SitePaths.isSitemap(path) {
        report(
          StoreError(.leftOut, .write, path, cause: "the site has a page of its own there"))
      } else if let cause = options.trustsAssets ? nil : path.danger {
        report(StoreError(.leftOut, .write, path, cause: cause))
      } else {
        files.append(item.entry)
      }
    }
    self.files = files
    pages = Self.pages(texts, catalog, report)
    pageOfText = Dictionary(
      uniqueKeysWithValues: pages.indices.map { [pages] in (pages[$0].entry.path, $0) })
    pagePaths = Set(pages.map(\.path))
    posts = pages.indices.filter { [pages] in pages[$0].isPost }.sorted { [pages] in
      Self.isNewer(pages[$0], than: pages[$1])
    }
    rank = Dictionary(uniqueKeysWithValues: posts.enumerated().map { ($1, $0) })
    (folders, contents) = Self.folders(of: pages, files)
    tags = Self.tags(of: posts, pages)
    years = Dictionary(grouping: posts.filter { [pages] in pages[$0].facts.date != nil }) {
      [pages] in pages[$0].facts.date?.day.year ?? 0
    }
  }

  private static func isNewer(_ one: Page, than other: Page) -> Bool {
    switch (one.facts.date, other.facts.date) {
    case (let date?, let others?) where date != others: date > others
    case (_?, nil): true
    case (nil, _?): false
    default: one.entry.path < other.entry.path
    }
  }

  // MARK: Pages

  private static func pages(
    _ texts: [ListedEntry], _ catalog: Catalog, _ report: Report
  ) -> [Page] {
    var taken: Set<Path> = []
    var named: [(item: ListedEntry, path: Path)] = []
    // Of several texts with one name, the post gets the plain one.
    for item in texts.sorted(by: { $0.entry.path.textRank < $1.entry.path.textRank }) {
      guard let path = pagePath(of: item.entry.path, catalog, taken) else {
        report(
          StoreError(
            .leftOut, .write, item.entry.path, cause: "the name of its page would be too long"))
        continue
      }
      taken.insert(path)
      named.append((item, path))
    }
    return named.sorted { $0.item.entry.path < $1.item.entry.path }.map { item, path in
      let facts = item.facts ?? PostFacts(path: item.entry.path, frontMatter: nil)
      return Page(
        entry: item.entry, facts: facts,
        title: facts.title(orHeading: nil, path: item.entry.path), path: path)
    }
  }

  /// Returns the path of a text's page: beside the text, so that relative addresses mean the same
  /// there.
  private static func pagePath(of text: Path, _ catalog: Catalog, _ taken: Set<Path>) -> Path? {
    let name = text.lastComponent
    let suffix = text.fileExtension ?? ""
    let stem = Array(name.dropLast(suffix.utf8.count + 1))
    func path(_ mark: String) -> Path {
      text.parent.appending(component: stem + Array((mark + ".html").utf8))
    }
    var mark = text.textRank == 2 ? "~\(suffix)" : ""
    var page = path(mark)
    while catalog[page] != nil || taken.contains(page) || isKept(page) {
      mark = mark.isEmpty ? "~\(suffix)" : mark + "~"
      page = path(mark)
    }
    return page.lastComponent.count <= 255 ? page : nil
  }

  /// Whether a path is that of a listing or of another file of the site's own.
  private static func isKept(_ path: Path) -> Bool {
    let name = String(decoding: path.lastComponent, as: UTF8.self)
    if name == "index.html" || path == SitePaths.notFound { return true }
    guard name.hasPrefix("index."), name.hasSuffix(".html") else { return false }
    return name.dropFirst(6).dropLast(5).utf8.allSatisfy(\.isDigit)
  }

  // MARK: Lists

  private static func folders(
    of pages: [Page], _ files: [Entry]
  ) -> (folders: [Path], contents: [Path: [Item]]) {
    var contents: [Path: [Item]] = [.root: []]
    func note(_ item: Item, in folder: Path) {
      if contents[folder] == nil {
        contents[folder] = []
        note(.folder(folder), in: folder.parent)
      }
      contents[folder, default: []].append(item)
    }
    var texts: Set<Path> = []
    for (index, page) in pages.enumerated() {
      note(.page(index), in: page.entry.path.parent)
      texts.insert(page.entry.path)
    }
    for (index, file) in files.enumerated() where !texts.contains(file.path) {
      note(.file(index), in: file.path.parent)
    }
    return (contents.keys.sorted(), contents)
  }

  private static func tags(of posts: [Int], _ pages: [Page]) -> [String: Tag] {
    var spellings: [String: [String: Int]] = [:]
    var found: [String: [Int]] = [:]
    for index in posts {
      var own: Set<String> = []
      for tag in pages[index].facts.tags {
        let folded = tag.lowercased()
        spellings[folded, default: [:]][tag, default: 0] += 1
        if own.insert(folded).inserted { found[folded, default: []].append(index) }
      }
    }
    var tags: [String: Tag] = [:]
    for (folded, posts) in found {
      let name = spellings[folded]?.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
      tags[folded] = Tag(name: name ?? folded, posts: posts)
    }
    return tags
  }
}

extension Path {
  /// Whether this is a text that a page shows.
  var isText: Bool { textRank < 3 }

  /// The order in which texts of one name get it: 0 for `.md`, 1 for other posts and `.txt`, 2 for
  /// HTML, whose page must not be taken for the text itself; 3 for what is no text.
  fileprivate var textRank: Int {
    switch fileExtension {
    case "md": 0
    case "txt": 1
    case "html", "htm", "xhtml": 2
    default: isPost ? 1 : 3
    }
  }

  /// The reason why a file is not copied unless its author is trusted: a browser that opens it may
  /// run what is in it, as a part of the site. Nil for all other files.
  fileprivate var danger: String? {
    switch fileExtension {
    case "html", "htm", "xhtml", "xht", "shtml", "xml", "xsl", "xslt", "svgz", "mht", "mhtml",
      "hta":
      "a browser could run programs in it; trust the assets to copy it"
    default: nil
    }
  }
}
