import ArgumentParser
import Entries
import Posts

/// The conditions on the posts that are listed.
struct PostFilter: Sendable {
  var tags: [String] = []
  var since: PostDate.Day?
  var until: PostDate.Day?
  var drafts = false
  /// The conditions on fields of the front matter, which lists do not show.
  var fields: [FieldCondition] = []
  /// The posts that meet those, once `readFields` has found them.
  private var posts: Set<Path>?

  init(
    tags: [String] = [], since: PostDate.Day? = nil, until: PostDate.Day? = nil,
    drafts: Bool = false, fields: [FieldCondition] = []
  ) {
    self.tags = tags
    self.since = since
    self.until = until
    self.drafts = drafts
    self.fields = fields
  }

  /// Whether there are any conditions.
  var isNarrow: Bool { needsFacts || !fields.isEmpty }

  /// Whether there are any conditions on the facts that lists show.
  var needsFacts: Bool { !tags.isEmpty || since != nil || until != nil || drafts }

  /// Finds the posts that meet the conditions on fields, so that `fits` knows them.
  mutating func readFields(below roots: [Path], in session: Session) throws {
    guard !fields.isEmpty else { return }
    var posts: Set<Path> = []
    try session.readFrontMatter(below: roots) { [self] in
      fit($1) ? $0 : nil
    } take: {
      posts.insert($0)
    }
    self.posts = posts
  }

  /// Returns whether a front matter meets the conditions on fields.
  func fit(_ frontMatter: FrontMatter?) -> Bool {
    fields.allSatisfy { $0.holds(for: frontMatter) }
  }

  /// Returns whether an entry is a post that meets all conditions. The case of tags is ignored.
  func fits(_ item: ListedEntry) -> Bool {
    if let posts, !posts.contains(item.entry.path) { return false }
    guard needsFacts else { return true }
    guard let facts = item.facts else { return false }
    let own = Set(facts.tags.map { $0.lowercased() })
    if !tags.allSatisfy({ own.contains($0.lowercased()) }) { return false }
    if since != nil || until != nil {
      guard let day = facts.date?.day else { return false }
      if let since, day < since { return false }
      if let until, day > until { return false }
    }
    return facts.draft || !drafts
  }
}

extension PostDate.Day {
  /// Reads the day that an option names; nil if the option is not given.
  ///
  /// - Throws: `ValidationError` if it is not a date.
  static func argument(_ text: String?) throws -> PostDate.Day? {
    guard let text else { return nil }
    guard let date = PostDate(text) else {
      throw ValidationError("'\(text)' is not a date of the form 2024-12-31.")
    }
    return date.day
  }
}
