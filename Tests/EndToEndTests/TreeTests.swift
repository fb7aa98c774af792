import ProgramSupport
import TestSupport
import Testing

/// `tree`, over a folder and an archive.
struct TreeTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a/b/c.md", "x")
    try folder.write("archive/post/a.md", "x")
    try folder.write("archive/post/z.png", "x")
    try folder.write("archive/.hidden/x.md", "x")
    try folder.makeFolder("archive/post/empty")
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
  }

  @Test(
    arguments: ["archive", "a.tar"],
    [
      (
        ["tree"],
        """
        .
        └── post/
            ├── a/
            │   └── b/
            │       └── c.md
            ├── a.md
            ├── empty/
            └── z.png

        4 folders, 2 posts, 1 asset

        """
      ),
      (["tree", "-a", "-L", "1"], ".\n├── .hidden/\n└── post/\n\n2 folders, 0 posts, 0 assets\n"),
      (
        ["tree", "-d", "post"],
        "post\n├── a/\n│   └── b/\n└── empty/\n\n3 folders, 0 posts, 0 assets\n"
      ),
      (
        ["tree", "-L", "1", "post"],
        "post\n├── a/\n├── a.md\n├── empty/\n└── z.png\n\n2 folders, 1 post, 1 asset\n"
      ),
      (
        ["tree", "post/a", "post/empty"],
        "post/a\n└── b/\n    └── c.md\npost/empty\n\n1 folder, 1 post, 0 assets\n"
      ),
    ])
  func `folders and their contents are drawn`(collection: String, line: ([String], String)) throws {
    expect(
      try folder.blogsh(["-C", collection] + line.0),
      .done(line.1))
  }

  @Test func `a path that does not exist is reported`() throws {
    let outcome = try folder.blogsh("tree", "nope")
    #expect(outcome.end == .status(1))
    #expect(outcome.errors == "blogsh: cannot list nope: No such file or directory in archive\n")
    #expect(outcome.text == "")
    let one = try folder.blogsh("tree", "-L", "1", "nope", "post/empty")
    #expect(one.text == "post/empty\n\n0 folders, 0 posts, 0 assets\n")
    #expect(try folder.blogsh("tree", "-L", "0").end == .status(64))
  }
}
