import ArgumentParser
import Entries
import Posts

/// The conditions on the posts that are listed.
struct PostFilter: Sendable {
  var tags: [String] = []
  var since: PostDate.Day?
  var until: PostDate.Day?
  var drafts = false

  /// Whether there are any conditions.
  var isNarrow: Bool { !tags.isEmpty || since != nil || until != nil || drafts }

  /// Returns whether an entry is a post that meets all conditions. The case of tags is ignored.
  func fits(_ item: ListedEntry) -> Bool {
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
