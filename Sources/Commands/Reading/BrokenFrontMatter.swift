import Entries
import Posts

/// The output of a part of a listing, and the posts in the part whose front matter does not parse.
struct ListedPart<Output: Sendable>: Sendable {
  var output: Output
  private(set) var broken: [Path] = []

  init(_ output: Output) { self.output = output }

  /// Notes a post whose front matter does not parse.
  mutating func note(_ item: ListedEntry) {
    if item.hasBrokenFrontMatter { broken.append(item.entry.path) }
  }
}

extension ListedEntry {
  /// Whether the front matter does not parse, so that the facts are not those that were written.
  var hasBrokenFrontMatter: Bool { facts?.hasBrokenFrontMatter ?? false }
}

extension Session {
  /// Warns of posts whose facts decide the answer, and are not known.
  func warn(ofBrokenFrontMatterAt paths: some Sequence<Path>) {
    for path in paths {
      warn(
        "\(path): front matter does not parse; its title, date, tags and draft mark do not count "
          + "(cat says why)")
    }
  }
}
