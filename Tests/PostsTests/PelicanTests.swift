import Posts
import Testing

@Suite struct PelicanTests {
  @Test(arguments: [
    ("Title: x\nDate: 2024-03-05 10:20\n\nbody", ["Title": "x", "Date": "2024-03-05 10:20"]),
    ("title:x\nslug:\n\nbody", ["title": "x", "slug": ""]),
    (
      "Slug: a\nTITLE: x: y\nSave_as: b.html\n\nbody",
      ["Slug": "a", "TITLE": "x: y", "Save_as": "b.html"]
    ),
    (
      "Title: x\n    and more\n\tand more\nTags: a, b\n \nbody",
      ["Title": "x and more and more", "Tags": "a, b"]
    ),
    ("Title: x\nMine: y\nStatus: draft\n\nbody", ["Title": "x", "Mine": "y", "Status": "draft"]),
    ("Title: x\n   Category: y\n\nbody", ["Title": "x", "Category": "y"]),
    ("Title: x\nAuthor: a\nAuthor: b\n\nbody", ["Title": "x", "Author": "b"]),
  ])
  func `lines up to the first empty one are fields`(text: String, expected: [String: String]) {
    let frontMatter = split(text).frontMatter
    #expect(frontMatter?.format == .pelican)
    #expect(frontMatter?.problem == nil)
    let fields = frontMatter?.fields.map { ($0.key, $0.value.text ?? "") } ?? []
    #expect(Dictionary(uniqueKeysWithValues: fields) == expected)
    #expect(body(text) == "body")
  }

  @Test func `the last field may end with the post`() {
    #expect(split("Title: x\nDate: y").frontMatter?.fields.count == 2)
    #expect(body("Title: x\nDate: y") == "")
  }

  @Test(arguments: [
    ("Tags: one two, three ;x", ["one two", "three ;x"]),
    ("Tags: one two; three", ["one two", "three"]),
    ("Tags: one two", ["one two"]), ("Keywords: a,b", ["a", "b"]), ("Category: c", []),
  ])
  func `tags are split at commas or semicolons, not at spaces`(line: String, tags: [String]) {
    let source = split("Title: x\nDate: 2024-03-05\n\(line)\n\nbody")
    #expect(PostFacts(path: path("x.md"), frontMatter: source.frontMatter).tags == tags)
  }

  @Test(arguments: [("draft", true), ("Draft", true), ("published", false), ("hidden", false)])
  func `the status marks a draft`(status: String, expected: Bool) {
    let source = split("Title: x\nStatus: \(status)\n\n")
    #expect(PostFacts(path: path("x.md"), frontMatter: source.frontMatter).draft == expected)
  }
}
