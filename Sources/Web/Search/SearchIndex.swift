import Posts

/// The index of the words of a site, as scripts that a page loads when somebody searches.
///
/// Each script is a call, so that a browser loads it from a disk too, where it may not read files:
///
/// | script | holds |
/// |---|---|
/// | `manifest.js` | how many posts there are, and the first word of each script of words |
/// | `w/N.js` | lines in the order of their words: the word, and the posts that have it |
/// | `d/N.js` | 128 posts, the newest first: address, title and date |
///
/// Posts are numbers from 0, the newest first; each is written as its distance from the one before,
/// with 36 digits, and `!` before those whose title or tags have the word. A word that is in more
/// than a quarter of at least a hundred posts is written with `*` in place of its posts, except
/// those with it in the title.
struct SearchIndex {
  /// The number of posts in a script of posts.
  private static let postsInScript = 128
  /// The length of a script of words, in bytes, from which the next one begins.
  private static let lengthOfScript = 80_000

  private var postings: [String: [Int32]] = [:]
  private var count = 0

  /// Adds the words of the next post, from the newest on.
  mutating func add(title: String, tags: [String], text: String) {
    var named: Set<String> = []
    WordSplitter.add(title, to: &named)
    for tag in tags { WordSplitter.add(tag, to: &named) }
    var words: Set<String> = []
    WordSplitter.add(text, to: &words)
    for word in words.union(named) {
      // An odd number says that the title has the word.
      postings[word, default: []].append(Int32(count) * 2 + (named.contains(word) ? 1 : 0))
    }
    count += 1
  }

  /// Returns the scripts with their paths.
  func scripts(of site: Site) -> [(path: Path, bytes: [UInt8])] {
    var scripts: [(path: Path, bytes: [UInt8])] = []
    var firstWords: [String] = []
    var lines: [UInt8] = []
    func endScript() {
      guard !lines.isEmpty else { return }
      scripts.append(
        (Self.path("w", firstWords.count - 1), Self.call("words", firstWords.count - 1, lines)))
      lines = []
    }
    let isLarge = count >= 100
    // By their bytes, since the script of the page compares so too.
    for word in postings.keys.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
      if lines.isEmpty { firstWords.append(word) }
      let posts = postings[word] ?? []
      let isCommon = isLarge && posts.count > count / 4
      lines += "\(word) ".utf8
      if isCommon { lines += "*".utf8 }
      var last: Int32 = -1
      for post in posts where !isCommon || post % 2 == 1 {
        if post % 2 == 1 { lines.append(UInt8(ascii: "!")) }
        lines += "\(String(post / 2 - last, radix: 36)),".utf8
        last = post / 2
      }
      lines.append(.newline)
      if lines.count >= Self.lengthOfScript { endScript() }
    }
    endScript()
    for start in stride(from: 0, to: count, by: Self.postsInScript) {
      let number = start / Self.postsInScript
      let rows = site.posts[start..<min(start + Self.postsInScript, count)].map { index in
        let page = site.pages[index]
        return Value.list([
          .string(page.path.address), .string(page.title),
          .string(page.facts.date?.day.description ?? ""),
        ])
      }
      let bytes = Array("blogsh.posts(\(number),".utf8) + Self.literal(.list(rows)) + Self.end
      scripts.append((Self.path("d", number), bytes))
    }
    let manifest =
      Array("blogsh.manifest(\(count),".utf8)
      + Self.literal(.list(firstWords.map { .string($0) })) + Self.end
    scripts.append((SitePaths.wordsManifest, manifest))
    return scripts
  }

  private static let end = Array(")\n".utf8)

  private static func path(_ kind: String, _ number: Int) -> Path {
    SitePaths.words.appending(component: Array(kind.utf8))
      .appending(component: Array("\(number).js".utf8))
  }

  private static func call(_ name: String, _ number: Int, _ text: [UInt8]) -> [UInt8] {
    Array("blogsh.\(name)(\(number),".utf8)
      + literal(.string(String(decoding: text, as: UTF8.self))) + end
  }

  /// Returns a value as JavaScript; JSON is a part of it, and `<` can begin no tag.
  private static func literal(_ value: Value) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in JSONText.encode(value) {
      if byte == UInt8(ascii: "<") { bytes += "\\u003c".utf8 } else { bytes.append(byte) }
    }
    return bytes
  }
}
