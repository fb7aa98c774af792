import Posts
import View

extension Site {
  /// A post with its whole text, for a feed.
  struct FeedEntry {
    let page: Page
    let title: String
    /// The text as HTML, with absolute addresses.
    let text: MarkupWriter
    /// The time of the last change, as RFC 3339 has it.
    let updated: String
    let published: String?
    let authors: [String]
  }

  /// The greatest number of posts in a feed.
  static let longestFeed = 30

  /// Returns a post for a feed.
  func feedEntry(ofPage index: Int, content: [UInt8]) -> FeedEntry {
    let page = pages[index]
    let post = PostPage(path: page.entry.path, content: content)
    let markup = post.markup(SiteLinks(of: page.entry.path, on: nil, in: self).resolver)
    let matter = post.frontMatter
    let changed = ["updated", "lastmod", "modified"].lazy
      .compactMap { matter?[$0]?.line.flatMap { PostDate($0) } }.first
    let published = page.facts.date.map(Self.time)
    let file = page.entry.modified.flatMap { PostDate.Day(secondsSince1970: $0.seconds) }
    return FeedEntry(
      page: page, title: markup.title, text: markup.body,
      updated: changed.map(Self.time) ?? published ?? file.map { "\($0)T00:00:00Z" }
        ?? "1970-01-01T00:00:00Z",
      published: published, authors: matter?.authors ?? [])
  }

  /// Returns a date as RFC 3339 has it. No time zone shifts it: it counts as UTC.
  private static func time(_ date: PostDate) -> String {
    let second = min(date.second, 86_399)
    let parts = [second / 3600, second / 60 % 60, second % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return "\(date.day)T\(parts.joined(separator: ":"))Z"
  }

  /// Returns the name of a post that stays when its text changes (RFC 4151).
  private func tagURI(of page: Page) -> String {
    let day = page.facts.date?.day.description ?? "1970-01-01"
    return "tag:\(options.host),\(day):\(page.path.address)"
  }

  /// Returns the whole address of a file of the site.
  func absolute(_ path: Path) -> String { "\(options.url ?? "")/\(path.address)" }

  // MARK: Atom

  /// Returns a feed (RFC 4287).
  func atom(_ entries: [FeedEntry], named name: String, at path: Path, of page: Path) -> [UInt8] {
    var xml = MarkupWriter()
    xml.declaration()
    xml.open("feed", ["xmlns": "http://www.w3.org/2005/Atom", "xml:lang": options.language])
    xml.newline()
    xml.element("id", absolute(path))
    xml.element("title", name)
    xml.element("updated", entries.map(\.updated).max() ?? "1970-01-01T00:00:00Z")
    xml.emptyElement("link", ["rel": "self", "href": absolute(path)])
    xml.emptyElement("link", ["rel": "alternate", "type": "text/html", "href": absolute(page)])
    xml.open("author")
    xml.element("name", options.title)
    xml.close("author")
    xml.newline()
    for entry in entries {
      xml.open("entry")
      xml.element("id", tagURI(of: entry.page))
      xml.element("title", entry.title)
      xml.emptyElement(
        "link", ["rel": "alternate", "type": "text/html", "href": absolute(entry.page.path)])
      if let published = entry.published { xml.element("published", published) }
      xml.element("updated", entry.updated)
      for author in entry.authors {
        xml.open("author")
        xml.element("name", author)
        xml.close("author")
      }
      for tag in entry.page.facts.tags { xml.emptyElement("category", ["term": tag]) }
      xml.open("content", ["type": "html"])
      xml.text(String(decoding: entry.text.bytes, as: UTF8.self))
      xml.close("content")
      xml.close("entry")
      xml.newline()
    }
    xml.close("feed")
    xml.newline()
    return xml.bytes
  }

  // MARK: JSON Feed

  /// Returns a feed (JSON Feed 1.1).
  func jsonFeed(_ entries: [FeedEntry], named name: String, at path: Path, of page: Path) -> [UInt8]
  {
    let items: [Value] = entries.map { entry in
      var fields = [
        Value.Field("id", .string(tagURI(of: entry.page))),
        Value.Field("url", .string(absolute(entry.page.path))),
        Value.Field("title", .string(entry.title)),
        Value.Field(
          "content_html", .string(String(decoding: entry.text.bytes, as: UTF8.self))),
        Value.Field("date_modified", .string(entry.updated)),
      ]
      if let published = entry.published {
        fields.append(Value.Field("date_published", .string(published)))
      }
      if !entry.authors.isEmpty {
        let authors = entry.authors.map { Value.table([Value.Field("name", .string($0))]) }
        fields.append(Value.Field("authors", .list(authors)))
      }
      if !entry.page.facts.tags.isEmpty {
        fields.append(Value.Field("tags", .list(entry.page.facts.tags.map { .string($0) })))
      }
      return .table(fields)
    }
    let feed = Value.table([
      Value.Field("version", .string("https://jsonfeed.org/version/1.1")),
      Value.Field("title", .string(name)),
      Value.Field("home_page_url", .string(absolute(page))),
      Value.Field("feed_url", .string(absolute(path))),
      Value.Field("language", .string(options.language)),
      Value.Field("items", .list(items)),
    ])
    return JSONText.encode(feed) + [.newline]
  }
}
