import Posts
import Testing

/// Front matter made to exhaust stack, memory or time.
@Suite struct HostileTests {
  private func problem(_ text: String) -> String? {
    let source = split(text + "body")
    #expect(source.body.elementsEqual("body".utf8))
    return source.frontMatter?.problem?.reason
  }

  private func times(_ count: Int, _ text: String) -> String {
    String(repeating: text, count: count)
  }

  @Test(arguments: [64, 65, 100_000])
  func `the depth of nested lists is limited`(depth: Int) {
    // The table of the fields is the first level.
    let tooDeep = depth < 65 ? nil : "it is nested more than 64 levels deep"
    let nested = times(depth, "[") + times(depth, "]")
    #expect(problem("---\na: \(nested)\n---\n") == tooDeep)
    #expect(problem("+++\na = \(nested)\n+++\n") == tooDeep)
    #expect(problem("{\"a\": \(nested)}\n") == tooDeep)
    // The last dash has an empty item, which is a level of its own.
    #expect(problem("---\na:\n  \(times(depth - 1, "- "))\n---\n") == tooDeep)
  }

  @Test(arguments: ["[", "{", "{a: ", "[{"])
  func `brackets that are never closed are a problem`(opening: String) {
    #expect(problem("---\na: \(times(100_000, opening))\n---\n") != nil)
    #expect(problem("+++\na = \(times(100_000, opening))\n+++\n") != nil)
    #expect(problem("---json\n{\"a\": \(times(100_000, opening))\n---\n") != nil)
  }

  @Test func `dotted keys have the same limit of depth`() {
    let key = { Array(repeating: "a", count: $0).joined(separator: ".") }
    let tooDeep = "it is nested more than 64 levels deep"
    #expect(problem("+++\n\(key(64)) = 1\n+++\n") == nil)
    #expect(problem("+++\n\(key(65)) = 1\n+++\n") == tooDeep)
    #expect(problem("+++\n[\(key(32))]\n\(key(32)) = 1\n+++\n") == nil)
    #expect(problem("+++\n[\(key(32))]\n\(key(33)) = 1\n+++\n") == tooDeep)
    #expect(problem("+++\n[\(key(100_000))]\n+++\n") == tooDeep)
    let nested = times(60, "{\(key(30))=") + "1" + times(60, "}")
    #expect(problem("+++\nb = \(nested)\n+++\n") == tooDeep)
  }

  @Test(arguments: [
    "a = '\(String(repeating: ".", count: 100))'",
    "a = \"\\\"\(String(repeating: "[", count: 100))\"",
    "a = '''\n\(String(repeating: "[.", count: 100))\n'''",
    "# \(String(repeating: ".[", count: 100))",
    "a = \"\"\"\n\\\"\"\\\"\(String(repeating: "[.", count: 100))\n\"\"\"",
  ])
  func `dots and brackets in strings and comments do not count as levels`(line: String) {
    #expect(problem("+++\n\(line)\n+++\n") == nil)
  }

  @Test func `the expansion of aliases is limited`() {
    var lines = "a0: &a0 [x]\n"
    for level in 1...40 {
      let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
      lines += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(problem("---\n\(lines)---\n") == "its aliases expand to more than 4 MiB")
    let long = "s: &s '\(times(100_000, "x"))'\nl: [\(times(100, "*s,"))]\n"
    #expect(problem("---\n\(long)---\n") == "its aliases expand to more than 4 MiB")
  }

  @Test func `the size of a block is limited`() {
    let lines = times(1 << 18, "a: 1")
    for (open, close) in [("---\n", "\n---\n"), ("+++\n", "\n+++\n"), ("---json\n", "\n---\n")] {
      #expect(problem(open + lines + "x" + close) == "it is larger than 1 MiB")
    }
    #expect(problem("{\"a\": \"\(lines)\"}\n") == "it is larger than 1 MiB")
    #expect(problem("Title: x\nDate: \(lines)\n\n") == "it is larger than 1 MiB")
  }

  @Test func `many keys are read in order`() {
    let keys = (0..<50_000).map { "k\($0)" }
    let source = split("---\n" + keys.map { "\($0): 1\n" }.joined() + "---\n")
    #expect(source.frontMatter?.fields.map(\.key) == keys)
  }

  @Test(arguments: [
    "---\n", "---json\n", "+++\n", "{\"", "{\"\":", "Title: x\nDate: ", "\n", " \n", "---\n---x\n",
    "{\"a\":1}{",
  ])
  func `a text that repeats one piece is split quickly`(text: String) {
    let source = split(times(200_000 / text.utf8.count, text))
    #expect(source.bodyStart <= source.bytes.count)
  }
}
