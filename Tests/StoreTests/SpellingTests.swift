import CollectionSupport
import Entries
import Posts
import Store
import TestSupport
import Testing

/// Names that are the same to a person and have other bytes: U+00E9 or `e` with U+0301.
struct SpellingTests {
  static let composed = "\u{E9}"
  static let decomposed = "e\u{301}"

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "caf\(Self.decomposed).md", "n\(Self.composed)e.md",
      "t\(Self.decomposed)/\(Self.composed)t\(Self.decomposed)/x.md", "both/\(Self.composed)",
      "both/\(Self.decomposed)", "han/\u{1112}\u{1161}\u{11AB}.md", "plain.md",
    ] {
      try folder.write("in/\(name)", name)
    }
    try folder.write("in/raw".bytes + [0xFF], [])
    try folder.makeSymbolicLink("in/now", to: "t\(Self.decomposed)")
    for name in ["a.tar.zst", "a.tar"] { try folder.pack("in", as: name) }
  }

  static let cases = [
    // Found where the other form is there, in each direction.
    ("caf\(composed).md", "caf\(decomposed).md"), ("n\(decomposed)e.md", "n\(composed)e.md"),
    ("han/\u{D55C}.md", "han/\u{1112}\u{1161}\u{11AB}.md"),
    // In each component on its own, with both forms in one of them.
    (
      "t\(composed)/\(decomposed)t\(composed)/x.md",
      "t\(decomposed)/\(composed)t\(decomposed)/x.md"
    ),
    ("t\(decomposed)/\(composed)t\(composed)", "t\(decomposed)/\(composed)t\(decomposed)"),
    ("now/\(decomposed)t\(composed)/x.md", "now/\(composed)t\(decomposed)/x.md"),
    // The exact bytes come first.
    ("both/\(composed)", "both/\(composed)"), ("both/\(decomposed)", "both/\(decomposed)"),
    // What is not there stays as it was asked for.
    ("caf\(composed)", "caf\(composed)"), ("\(composed)/x.md", "\(composed)/x.md"),
    ("plain.md", "plain.md"), ("caf\(composed).md/x", "caf\(composed).md/x"), ("", ""),
  ]

  @Test(arguments: ["in", "a.tar.zst", "a.tar"], cases)
  func `a path finds what its letters mean`(name: String, pair: (String, String)) throws {
    let asked = path(pair.0)
    let found = PathLookup(in: try folder.collection(name)).find(asked) ?? asked
    #expect(found.bytes == pair.1.bytes)
  }

  @Test func `a path that is not UTF-8 stays as it is`() throws {
    let raw = Path(uncheckedBytes: "raw".bytes + [0xFF])
    for name in ["in", "a.tar.zst", "a.tar"] {
      #expect(PathLookup(in: try folder.collection(name)).find(raw) == raw)
    }
  }
}
