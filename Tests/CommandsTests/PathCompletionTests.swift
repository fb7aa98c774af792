import Commands
import Posts
import Store
import TestSupport
import Testing

/// Checks the completions of a partly typed path.
struct PathCompletionTests {
  let folder: TemporaryFolder
  let collection: PostCollection

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "post/a.md", "post/ab/c.md", "post/.hidden/x.md", "post/-dash/--x.md", "-first/x", "..odd",
      ".top", "post/two words.md",
    ] {
      try folder.write("in/\(name)")
    }
    collection = try PostCollection.open(folder.path("in"))
  }

  @Test(arguments: [
    ("", "", ["./-first/", "post/"]),
    ("", "p", ["post/"]),
    ("", "post", ["post/"]),
    ("", "post/", ["post/-dash/", "post/a.md", "post/ab/", "post/two words.md"]),
    ("", "post/a", ["post/a.md", "post/ab/"]),
    ("", "post/-dash/-", ["post/-dash/--x.md"]),
    ("", "-f", ["-first/"]),
    ("", "./-", ["./-first/"]),
    ("", ".", ["..odd", ".top"]),
    ("", "..", ["..odd"]),
    ("", "post/.", ["post/.hidden/"]),
    ("", "/po", ["/post/"]),
    ("", "//post//t", ["//post//two words.md"]),
    ("", "post/../po", ["post/../post/"]),
    ("", "../p", []),
    ("", "nothing/", []),
    ("", "post/a.md/", []),
    ("", "p\u{0}", []),
    ("post", "", ["./-dash/", "a.md", "ab/", "two words.md"]),
    ("post", "a", ["a.md", "ab/"]),
    ("post", "..", ["../"]),
    ("post", "../po", ["../post/"]),
    ("post", "../../", []),
    ("post", "/po", ["/post/"]),
  ])
  func `a typed path has completions`(working: String, typed: String, words: [String]) throws {
    let completion = PathCompletion(in: collection, below: Path(uncheckedBytes: working.bytes))
    let found = try completion.candidates(for: typed.bytes)
    #expect(found.map { String(decoding: $0.word, as: UTF8.self) } == words)
    #expect(found.allSatisfy { $0.isFolder == ($0.word.last == 0x2F) })
    #expect(found.allSatisfy { !$0.word[$0.nameStart...].dropLast().contains(0x2F) })
  }

  @Test(arguments: [
    ("caf\u{E9}", ["caf\u{E9}-a.md", "caf\u{E9}s/"]), ("cafe\u{301}-", ["cafe\u{301}-a.md"]),
    ("caf\u{E9}s/\u{FC}", ["caf\u{E9}s/\u{FC}ber.md"]),
    ("cafe\u{301}s/u\u{308}b", ["cafe\u{301}s/u\u{308}ber.md"]),
    ("caf\u{E8}", []), ("cafe", ["cafe\u{301}-a.md", "cafe\u{301}s/"]),
  ])
  func `what was typed stays, and a name spelled in other bytes completes it`(
    typed: String, words: [String]
  ) throws {
    try folder.write("names/cafe\u{301}-a.md")
    try folder.write("names/cafe\u{301}s/\u{FC}ber.md")
    for number in 0...2 { try folder.write("names/caz\(number).md") }
    let collection = try PostCollection.open(folder.path("names"))
    let found = try PathCompletion(in: collection).candidates(for: typed.bytes)
    #expect(found.map(\.word) == words.map(\.bytes))
  }

  @Test func `the first names and the last one are offered if there are very many`() throws {
    try folder.write("in/many/".bytes + [0xFF], [])
    for number in 0...PathCompletion.limit { try folder.write("in/many/\(number)") }
    let found = try PathCompletion(in: collection).candidates(for: "many/".bytes)
    #expect(found.count == PathCompletion.limit)
    #expect(found.first?.word == "many/0".bytes)
    #expect(found.last?.word == "many/".bytes + [0xFF])
  }
}
