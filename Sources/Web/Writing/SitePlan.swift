import ArchiveFormat
import Entries
import Posts

/// A file of a site that is made from its collection.
enum SiteDocument: Equatable {
  /// The page of a text, by its index.
  case page(Int)
  /// A copy of a file, by its index.
  case file(Int)
  /// A page of the listing of a folder.
  case listing(Path, Int)
  /// A page of the list of a tag, by its name in lower case.
  case tag(String, Int)
  /// A page of the list of a year.
  case year(Int, Int)
  case tags, tree, search, style, script, notFound, noJekyll
  /// A feed, of the whole site or of a tag.
  case atom(tag: String?)
  case jsonFeed(tag: String?)
  /// The map of the site, or a part of it, from 1; nil for the file that has or names all of it.
  case sitemap(part: Int?)
}

extension Site {
  /// The files of the site in the order in which they are written: pages first, then lists, which
  /// lead to them, then feeds; so that a run that is killed leaves links that work.
  var documents: [(path: Path, document: SiteDocument)] {
    var documents: [(path: Path, document: SiteDocument)] = [
      (SitePaths.style, .style), (SitePaths.script, .script), (SitePaths.noJekyll, .noJekyll),
    ]
    documents += files.indices.map { (files[$0].path, .file($0)) }
    documents += pages.indices.map { (pages[$0].path, .page($0)) }
    for folder in folders {
      for number in 1...pageCount(rows: contents[folder, default: []].count) {
        documents.append((SitePaths.listing(of: folder, page: number), .listing(folder, number)))
      }
    }
    for (name, tag) in tags.sorted(by: { $0.key < $1.key }) {
      for number in 1...pageCount(rows: tag.posts.count) {
        documents.append((SitePaths.list("tag", name, page: number), .tag(name, number)))
      }
    }
    for (year, posts) in years.sorted(by: { $0.key < $1.key }) {
      for number in 1...pageCount(rows: posts.count) {
        documents.append(
          (SitePaths.list("year", String(year), page: number), .year(year, number)))
      }
    }
    documents += [
      (SitePaths.tags, .tags), (SitePaths.tree, .tree), (SitePaths.search, .search),
      (SitePaths.notFound, .notFound),
    ]
    guard options.url != nil else { return documents }
    documents += [
      (SitePaths.atom, .atom(tag: nil)), (SitePaths.jsonFeed, .jsonFeed(tag: nil)),
    ]
    for name in tags.keys.sorted() {
      documents.append((SitePaths.list("tag", name, as: "xml"), .atom(tag: name)))
      documents.append((SitePaths.list("tag", name, as: "json"), .jsonFeed(tag: name)))
    }
    if sitemapParts > 1 {
      for part in 1...sitemapParts {
        documents.append((SitePaths.sitemap(part: part), .sitemap(part: part)))
      }
    }
    documents.append((SitePaths.sitemap, .sitemap(part: nil)))
    return documents
  }

  /// The newest posts of the site or of a tag, for a feed.
  func feedPosts(ofTag name: String?) -> ArraySlice<Int> {
    (name.map { tags[$0]?.posts ?? [] } ?? posts).prefix(Self.longestFeed)
  }

  /// Returns the bytes of a document that is made without reading a post.
  func bytes(of document: SiteDocument) -> [UInt8]? {
    switch document {
    case .page, .file, .atom, .jsonFeed: nil
    case .listing(let folder, let number): listing(of: folder, page: number)
    case .tag(let name, let number):
      list(
        tags[name]?.posts ?? [], named: "#\(tags[name]?.name ?? name)",
        command: "ls --tag \(options.quote(Array((tags[name]?.name ?? name).utf8)))",
        page: number, feed: SitePaths.list("tag", name, as: "xml")
      ) { SitePaths.list("tag", name, page: $0) }
    case .year(let year, let number):
      list(
        years[year] ?? [], named: String(year),
        command: "ls --since \(year)-01-01 --until \(year)-12-31", page: number
      ) { SitePaths.list("year", String(year), page: $0) }
    case .tags: tagList()
    case .tree: tree()
    case .search: searchPage()
    case .style: Array(StyleSheet.text.utf8)
    case .script: Array(PromptScript.text.utf8)
    case .notFound: notFound()
    case .noJekyll: []
    case .sitemap(let part?): sitemap(part: part)
    case .sitemap(nil): sitemapParts > 1 ? sitemapIndex() : sitemap(part: 1)
    }
  }

  /// A digest of everything that decides where links lead: which files there are, and the options.
  var structureKey: String {
    var text = Array("\(Self.version) \(options.fingerprint)\n".utf8)
    for page in pages { text += page.entry.path.bytes + [0] + page.path.bytes + [0] }
    for file in files { text += file.path.bytes + [0] }
    return Self.key(of: text)
  }

  /// Returns the beginning of the digest of some bytes, enough to tell two of them apart.
  private static func key(of bytes: [UInt8]) -> String {
    String(bytes.digest.prefix(16))
  }

  /// The number of the way in which pages are written; a change of it writes every page anew.
  private static let version = 1

  /// Returns what a page or a copy is made from; nil for a document that is quickly made.
  ///
  /// - Parameters:
  ///   - structure: `structureKey`.
  ///   - words: `wordsKey` of it.
  func key(of document: SiteDocument, structure: String, words: String) -> String? {
    var parts: [String]
    switch document {
    case .file(let index): parts = ["file", Self.stamp(of: files[index])]
    case .page(let index):
      let neighbours = neighbours(of: index)
      parts = ["page", structure, Self.stamp(of: pages[index].entry)]
      for neighbour in [neighbours.previous, neighbours.next] {
        parts.append(neighbour.map { "\(pages[$0].path.address) \(pages[$0].title)" } ?? "-")
      }
    case .atom(let tag), .jsonFeed(let tag):
      parts = ["feed", structure, tag.map { tags[$0]?.name ?? "" } ?? "-"]
      parts += feedPosts(ofTag: tag).map { Self.stamp(of: pages[$0].entry) }
    case .style, .script, .notFound, .noJekyll: return nil
    case .listing, .tag, .year, .tags, .tree, .search, .sitemap: parts = ["list", words]
    }
    return Self.key(of: Array(parts.joined(separator: "\n").utf8))
  }

  /// Returns what the index of words and the lists are made from: all posts.
  func wordsKey(structure: String) -> String {
    let stamps = posts.map { Self.stamp(of: pages[$0].entry) }
    return Self.key(of: Array((["words", structure] + stamps).joined(separator: "\n").utf8))
  }

  /// Returns what is known of a file without reading it.
  private static func stamp(of entry: Entry) -> String {
    let time = entry.modified.map { "\($0.seconds).\($0.nanoseconds)" } ?? "-"
    return "\(entry.path.address) \(entry.size) \(time)"
  }
}

extension [UInt8] {
  /// The SHA-256 of the bytes, in hexadecimal digits.
  var digest: String { unsafe Digest(of: span.bytes).hexadecimal }
}
