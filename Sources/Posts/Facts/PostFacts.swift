/// The facts that a list shows of a post, read from its front matter and its path, not from its
/// text.
package struct PostFacts: Sendable, Hashable {
  /// The front matter's title, or the heading that the text begins with if it has been read, on one
  /// line; nil if there is neither.
  package private(set) var title: String?

  /// The date; nil if neither the front matter nor the path has one.
  package let date: PostDate?

  /// Whether the post is not published yet.
  package let draft: Bool

  /// Whether there is a front matter that does not parse, so that nothing in it is known.
  package let hasBrokenFrontMatter: Bool

  /// The tags as written, each of them once.
  package let tags: [String]

  /// Creates facts that were read earlier and stored.
  package init(
    title: String?, date: PostDate?, draft: Bool, tags: [String], hasBrokenFrontMatter: Bool = false
  ) {
    self.hasBrokenFrontMatter = hasBrokenFrontMatter
    self.title = title
    self.date = date
    self.draft = draft
    self.tags = tags
  }

  /// Reads the facts, ignoring the case of keys.
  ///
  /// - title: `title`, if it is text or a number, and not empty.
  /// - date: the first of `date`, `publishDate`, `pubDate`, `published`, `updated` and `lastmod`
  ///   that is a date, else the one in `path`, `url`, `permalink` or `slug`, else the path's.
  /// - draft: `draft: true` (or `yes`, `on`), `published: false` (or `no`, `off`), `status: draft`,
  ///   a folder `_drafts` in the path.
  /// - tags: the first of `tags`, `taxonomies.tags`, `tag`, `categories` and `keywords` that has a
  ///   tag, and no other, since categories that are given along with tags mean something else.
  package init(path: Path, frontMatter: FrontMatter?) {
    hasBrokenFrontMatter = frontMatter?.problem != nil
    title = frontMatter?["title"]?.line
    date = frontMatter.flatMap(Self.date) ?? PostDate(path: path)
    draft = frontMatter.map(Self.isDraft) == true || path.isBelowDrafts
    tags = frontMatter.map(Self.tags) ?? []
  }

  /// Returns the title to show: the front matter's, else the heading that the text begins with,
  /// else the one that the path implies.
  ///
  /// - Parameter heading: The text of the first heading if that is the first block, else nil.
  package func title(orHeading heading: String?, path: Path) -> String {
    titled(orHeading: heading).title ?? path.titleOfName
  }

  /// Returns these facts with a heading as the title if they have none. A title that the path
  /// implies is no fact about the content, which may have several paths.
  package func titled(orHeading heading: String?) -> PostFacts {
    let heading = heading?.foldingWhiteSpace() ?? ""
    guard title == nil, !heading.isEmpty else { return self }
    var facts = self
    facts.title = heading
    return facts
  }

  private static func date(_ frontMatter: FrontMatter) -> PostDate? {
    for key in FactKeys.dates {
      if let text = frontMatter[key]?.text, let date = PostDate(text) { return date }
    }
    for key in FactKeys.addresses {
      if let text = frontMatter[key]?.text, let date = PostDate(address: text) { return date }
    }
    return nil
  }

  private static func isDraft(_ frontMatter: FrontMatter) -> Bool {
    frontMatter["draft"]?.isYes == true || frontMatter["published"]?.isYes == false
      || frontMatter["status"]?.line?.isSameKey(as: "draft") == true
  }
}

/// The keys that a post's facts are read from, in the order in which they are tried.
package enum FactKeys {
  static let dates = ["date", "publishDate", "pubDate", "published", "updated", "lastmod"]
  /// Those of them that say when a post was published.
  package static let publishing = dates.prefix(4)
  /// The keys of the post's address, which may have a date in it.
  static let addresses = ["path", "url", "permalink", "slug"]
  package static let tags = ["tags", "tag", "categories", "keywords"]

  /// Whether the value of a key can belong to no more than one post.
  package static func isOfOnePost(_ key: String) -> Bool {
    (addresses + ["aliases", "id", "guid", "uuid"]).contains { $0.isSameKey(as: key) }
  }

  /// The keys whose text is split at its spaces.
  static let cutAtSpaces = ["tags", "categories"]
}

// MARK: - Tags

extension PostFacts {
  private static func tags(_ frontMatter: FrontMatter) -> [String] {
    for key in FactKeys.tags {
      if let value = frontMatter[key] {
        // Jekyll splits a single string at its spaces, but takes `tag` as one tag. In Pelican and
        // in `keywords`, a tag may have several words.
        let cutsAtSpaces = frontMatter.format != .pelican && FactKeys.cutAtSpaces.contains(key)
        let found = words(in: value, cutsAtSpaces: cutsAtSpaces)
        if !found.isEmpty { return found }
      }
      if key == "tags", let value = frontMatter["taxonomies"]?.fields[key] {
        let found = words(in: value, cutsAtSpaces: true)
        if !found.isEmpty { return found }
      }
    }
    return []
  }

  private static func words(in value: Value, cutsAtSpaces: Bool) -> [String] {
    if case .list(let values) = value { return eachOnce(values.compactMap(\.line)) }
    guard let text = value.line else { return [] }
    return eachOnce(words(in: text, cutsAtSpaces: cutsAtSpaces))
  }

  /// Returns the words in order, each of them once.
  private static func eachOnce(_ words: [String]) -> [String] {
    // Comparing a few words is faster than making a set.
    let areFew = words.count <= 16
    if areFew, words.indices.allSatisfy({ !words[..<$0].contains(words[$0]) }) { return words }
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }

  private static func words(in text: String, cutsAtSpaces: Bool) -> [String] {
    for separator in [Character(","), ";"] where text.contains(separator) {
      return text.split(separator: separator).map { String($0).foldingWhiteSpace() }
        .filter { !$0.isEmpty }
    }
    return cutsAtSpaces ? text.split(separator: " ").map(String.init) : [text]
  }
}

extension Value {
  /// A scalar as text on one line; nil if it is empty, and for null, lists and tables.
  package var line: String? {
    guard let line = text?.foldingWhiteSpace(), !line.isEmpty else { return nil }
    return line
  }

  /// Whether the value means yes, as people write it, in any case; nil if it means neither yes nor
  /// no.
  package var isYes: Bool? {
    guard let line else { return nil }
    if ["true", "yes", "on", "1"].contains(where: line.isSameKey) { return true }
    if ["false", "no", "off", "0"].contains(where: line.isSameKey) { return false }
    return nil
  }

  /// The fields of a table; empty for any other value.
  var fields: [Value.Field] {
    if case .table(let fields) = self { fields } else { [] }
  }
}

extension Path {
  /// Whether one of the folders that hold this path is named `_drafts`.
  package var isBelowDrafts: Bool {
    let name = "_drafts".utf8
    var start = 0
    for index in bytes.indices where bytes[index] == .slash {
      if index - start == name.count, bytes[start..<index].elementsEqual(name) { return true }
      start = index + 1
    }
    return false
  }
}
