import ProgramSupport
import TestSupport
import Testing

/// `init`, which writes a file `.blogsh`.
struct InitTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func lines(_ name: String) throws -> [Substring] {
    try folder.content(name).split(separator: "\n").filter { !$0.hasPrefix("# ") }
  }

  @Test(arguments: [
    // Hugo, Zola, this program, Jekyll, posts in the folder itself, nothing.
    (
      [
        "content/posts/2026/a.md": "+++\ntitle='A'\n+++\n", "content/posts/b.md": "+++\n+++\n",
        "content/about.md": "---\ntitle: x\n---\n", "README.md": "# R\n",
      ],
      ["collection = \"content\"", "[new]", "folder = \"posts\"", "form = \"toml\""],
      ": 2 posts in content/posts"
    ),
    (
      ["archive/post/a.md": "---\ntitle: x\n---\n", "docs/b.md": ""],
      ["collection = \"archive\"", "[new]", "folder = \"post\"", "form = \"yaml\""],
      ": 1 post in archive/post"
    ),
    (
      ["_posts/2026-01-01-a.md": "{\"title\": \"A\"}\n\nText\n", "index.md": ""],
      ["[new]", "folder = \"_posts\"", "form = \"json\""], ": 1 post in _posts"
    ),
    (["a.md": "Text\n", "b.md": "Text\n", "x/c.md": ""], ["[new]"], ": 2 posts in this folder"),
    (["x.txt": ""], ["[new]"], ""),
  ])
  func `it writes what it finds, and what it writes can be read`(
    files: [String: String], found: [String], account: String
  ) throws {
    for (name, text) in files { try folder.write("blog/\(name)", text) }
    let shown = try folder.blogsh("-C", "blog", "init", "-n")
    #expect(shown.end == .status(0) && !folder.exists("blog/.blogsh"))
    #expect(
      try folder.blogsh("-C", "blog", "init") == .done("wrote blog/.blogsh\(account)\n"))
    #expect(try folder.content("blog/.blogsh") == shown.text)
    #expect(try lines("blog/.blogsh") == found.map { Substring($0) })
    let listed = try Program.run(Surroundings.blogsh, ["ls"], in: folder.path("blog"))
    #expect(listed.end == .status(0), "\(listed.testDescription)")
    // So can all that it has written as comments.
    let text = shown.text.replacing(/(?m)^# ([a-z]+ = )/) { "\($0.output.1)" }
    try folder.write("blog/.blogsh", text)
    try folder.makeFolder("blog/content")
    let again = try Program.run(Surroundings.blogsh, ["ls"], in: folder.path("blog"))
    #expect(again.end == .status(0), "\(text)\(again.testDescription)")
  }

  @Test func `an existing file is not replaced`() throws {
    try folder.write("blog/.blogsh", "# Mine\n")
    let refused = try folder.blogsh("-C", "blog", "init")
    #expect(refused.end == .status(2))
    #expect(refused.errors == "blogsh: cannot write blog/.blogsh: File exists; it can be edited\n")
    #expect(try folder.content("blog/.blogsh") == "# Mine\n")
  }

  @Test(arguments: [
    ("h.tar.zst", "../h.tar.zst"), ("blog/h.tar.zst", "h.tar.zst"),
    ("/x/h.tar.zst", "/x/h.tar.zst"),
    ("~/h.tar.zst", "~/h.tar.zst"), ("a \"b\"\\.tzst", "../a \"b\"\\.tzst"),
  ])
  func `a history is named from the folder of the file`(given: String, kept: String) throws {
    try folder.write("blog/a.md", "# A\n")
    #expect(try folder.blogsh("-C", "blog", "init", "--history", given).end == .status(0))
    let line = try #require(try lines("blog/.blogsh").first { $0.hasPrefix("history") })
    let escaped = kept.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    #expect(line == "history = \"\(escaped)\"")
  }

  @Test(arguments: [
    ["init", "--history", "x.tar"], ["-C", "x.tar", "init"], ["init", "here"],
  ])
  func `wrong usage is refused`(arguments: [String]) throws {
    try folder.makeTar("x.tar", "add('a.md')")
    #expect(try folder.blogsh(arguments).end == .status(64))
  }
}
