import Search
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

  @Test func `one matcher matches many names, in UTF-8 and not, by turns`() throws {
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

  @Test func `an invalid glob is a bad pattern`() {
    let error = failure { _ = try Glob(Array("[a".utf8)) }
    #expect(error?.code == .badPattern, "\(error as Any)")
  }
}
