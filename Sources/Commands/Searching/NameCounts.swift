import Posts
import Terminal

/// The numbers of posts that have certain names: tags or authors. Names that differ only in case
/// are one.
struct NameCounts: Sendable {
  /// The number of posts with each spelling of a name, by the name in lower case.
  private var spellings: [String: [String: Int]] = [:]

  /// Adds the names that one post has.
  mutating func add(_ names: [String]) {
    var seen: Set<String> = []
    for name in names where seen.insert(name.lowercased()).inserted {
      spellings[name.lowercased(), default: [:]][name, default: 0] += 1
    }
  }

  /// Adds the counts of other posts.
  mutating func add(_ other: NameCounts) {
    spellings.merge(other.spellings) { $0.merging($1, uniquingKeysWith: +) }
  }

  /// The names in their most frequent spelling, in alphabetical order.
  var names: [String] {
    spellings.sorted { $0.key < $1.key }.map { Self.mostFrequent($1, key: $0) }
  }

  private static func mostFrequent(_ spellings: [String: Int], key: String) -> String {
    spellings.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? key
  }

  /// Prints the names in their most frequent spelling, those of the most posts first.
  ///
  /// - Parameter word: the key of the name in JSON.
  func print(as word: String, isJSON: Bool, in session: Session) throws {
    let counted = spellings.map { key, spellings in
      (
        key: key, posts: spellings.values.reduce(0, +),
        name: Self.mostFrequent(spellings, key: key)
      )
    }.sorted { ($1.posts, $0.key) < ($0.posts, $1.key) }
    let width = String(counted.first?.posts ?? 0).count
    for (_, posts, name) in counted {
      if isJSON {
        var object = JSONObject()
        object.append(word, name)
        object.append("posts", Int64(posts))
        try session.console.print(object.bytes)
      } else {
        let number = String(posts)
        try session.console.printLine { line in
          line.append(spaces: width - number.count)
          line.append(part: number, as: .lineNumber)
          line.append(part: "  \(name)")
        }
      }
    }
  }
}
