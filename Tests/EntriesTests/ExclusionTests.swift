import Entries
import Glibc
import Posts
import TestSupport
import Testing

/// The patterns of `--exclude`, which fnmatch(3) judges.
struct ExclusionTests {
  /// Returns whether a pattern matches a path or an end of it that follows a `/`.
  private func isMatched(_ path: Path, by pattern: String) -> Bool {
    let starts =
      [0] + path.bytes.indices.filter { path.bytes[$0] == UInt8(ascii: "/") }.map { $0 + 1 }
    return starts.contains { start in
      let end = path.bytes[start...].map { CChar(bitPattern: $0) } + [0]
      return unsafe fnmatch(pattern, end, 0) == 0
    }
  }

  private func expect(_ path: Path, _ pattern: String) {
    let selection = Selection(excluded: [pattern], includesGit: true)
    let last = isMatched(path, by: pattern)
    #expect(selection.excludesLast(path) == last, "\(pattern) \(path)")
    let any = last || path.foldersAbove.contains { !$0.isRoot && isMatched($0, by: pattern) }
    #expect(selection.includes(path) == !any, "\(pattern) \(path)")
  }

  @Test func `random patterns exclude what fnmatch(3) finds`() {
    var generator = FixedGenerator(state: 18)
    let parts = [
      "a", "b", "ab", "*", "*", "?", "/", "[ab]", "[!a]", "[^/]", "[a-]", "[]a]", "[", "]", "[!]b]",
      "\\*", "\\", "[[:alpha:]]", "[[:digit:]b]", "é", ".", "[[a]", "[a\\]b]", "-",
    ]
    let names = ["a", "b", "ab", "ba", "a*", "é", "a.b", "[a", "]", "-", "\\"]
    for _ in 0..<4_000 {
      let pattern = (0...generator.below(6)).map { _ in parts[generator.below(parts.count)] }
        .joined()
      let path = (0...generator.below(4)).reduce(Path.root) { path, _ in
        path.appending(component: names[generator.below(names.count)].bytes)
      }
      expect(path, pattern)
    }
  }

  @Test(arguments: ["*.tmp", "a*z", "a*a*z", "[ab]*z", "a/a", "?/z"])
  func `a path of very many folders takes time by its length`(pattern: String) {
    let path = Path(uncheckedBytes: ("a" + String(repeating: "/a", count: 100_000)).bytes)
    let selection = Selection(excluded: [pattern], includesGit: true)
    let time = ContinuousClock().measure {
      #expect(selection.includes(path) == (pattern != "a/a"))
    }
    #expect(time < .seconds(10))
  }

  @Test func `a name that is not text hides no other that is composed`() {
    let folder = Path.root.appending(component: "e\u{301}".bytes)
    let path = folder.appending(component: [0xFF])
    #expect(!Selection(excluded: ["\u{E9}"]).includes(path))
    #expect(!Selection(excluded: ["\u{E9}/*"]).includes(path))
  }
}
