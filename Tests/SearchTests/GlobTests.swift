import Glibc
import Search
import TestSupport
import Testing

@Suite struct GlobTests {
  @Test(arguments: [
    ("*.md", ["a.md", ".md"], ["a.mdx", "a/b.md", "amd"]),
    ("post/*.md", ["post/a.md"], ["post/a/b.md", "a.md"]),
    ("post/**/*.md", ["post/a/b.md", "post/a/b/c.md"], ["post/a.txt"]),
    ("**/x", ["a/x", "a/b/x"], ["a/xy"]),
    ("a?c", ["abc", "aéc", "a\nc"], ["ac", "abbc", "a/c"]),
    ("[ab]c", ["ac", "bc"], ["cc", "abc"]), ("[!ab]c", ["cc"], ["ac"]), ("[^ab]c", ["cc"], ["ac"]),
    ("\\*", ["*"], ["a"]), ("a.b+(c)", ["a.b+(c)"], ["aab+(c)"]), ("", [""], ["a"]),
    ("-*", ["-a", "--"], ["a-"]), ("箱*", ["箱書き"], ["書"]),
  ])
  func `a glob matches whole names`(glob: String, matching: [String], others: [String]) throws {
    let compiled = try Glob(Array(glob.utf8))
    for name in matching { #expect(try compiled.matches(Array(name.utf8)), "\(name)") }
    for name in others { #expect(try !compiled.matches(Array(name.utf8)), "\(name)") }
  }

  @Test func `one matcher matches names in UTF-8 and other names in any order`() throws {
    let matcher = try GlobMatcher(Glob(Array("a?".utf8)))
    for _ in 0..<3 {
      #expect(try matcher.matches(Array("aé".utf8).span))
      #expect(try matcher.matches(([0x61, 0xE9] as [UInt8]).span))
      #expect(try !matcher.matches(([0x61, 0xE9, 0xE9] as [UInt8]).span))
      #expect(try !matcher.matches(Array("aéé".utf8).span))
    }
  }

  @Test func `a glob may ignore the case of letters`() throws {
    #expect(try Glob(Array("*.MD".utf8), ignoresCase: true).matches(Array("a.md".utf8)))
    #expect(try !Glob(Array("*.MD".utf8)).matches(Array("a.md".utf8)))
  }

  @Test func `a glob matches names of any bytes`() throws {
    #expect(try Glob(Array("*.md".utf8)).matches([0xFF, 0x0A, 0x2E, 0x6D, 0x64]))
    #expect(try Glob([0xFF, 0x2A]).matches([0xFF, 0x41]))
  }

  @Test(arguments: 0..<4)
  func `a glob without ** means what it means to fnmatch`(seed: Int) throws {
    var generator = FixedGenerator(state: 500 + UInt64(seed))
    let pieces = ["a", "b", "-", ".", "/", "*", "?", "[ab]", "[!a]", "[a-c]", "\\*", "\\a"]
    for _ in 0..<2_000 {
      var glob = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
        pieces.randomElement(using: &generator) ?? ""
      }.joined()
      while glob.contains("**") { glob = glob.replacing("**", with: "*") }
      let name = String(
        (0..<Int.random(in: 0...5, using: &generator)).map { _ in
          "abc-./*".randomElement(using: &generator) ?? "a"
        })
      #expect(
        try Glob(Array(glob.utf8)).matches(Array(name.utf8))
          == (fnmatch(glob, name, FNM_PATHNAME) == 0), "\(glob) and \(name)")
    }
  }

  @Test func `an invalid glob is a bad pattern`() {
    let error = failure { _ = try Glob(Array("[a".utf8)) }
    #expect(error?.code == .badPattern, "\(error as Any)")
  }
}
