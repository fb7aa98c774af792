import ProgramSupport
import TestSupport
import Testing

/// `tags` and `authors`, over a folder, an indexed archive and one without an index.
struct TagsAndAuthorsTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (name, head) in [
      ("a", "tags: [Boxes, jars, boxes]\nauthor: Ada"), ("b", "tags: boxes\nauthor: ada"),
      ("x/c", "tags: [boxes, lists]\nauthors: [Bo, Ada]"), ("x/d", "title: none"),
    ] {
      try folder.write("c/post/\(name).md", "---\n\(head)\n---\n")
    }
    try folder.write(
      "c/post/pelican.md", "Title: x\nTags: two words, jars\nAuthors: Bo; Cy\n\ntext\n")
    try folder.write("c/asset.txt", "---\ntags: [no]\n---\n")
    try #require(
      try folder.shell(
        "\"$BLOGSH\" -C c pack -o c.tar.gz && \"$BLOGSH\" -C c pack -o c.tar.zst") == .done())
  }

  static let collections = ["c", "c.tar.gz", "c.tar.zst"]

  @Test(arguments: collections)
  func `names are counted once for each post, the most frequent first`(collection: String) throws {
    expect(
      try folder.blogsh("-C", collection, "tags"),
      .done("3  boxes\n2  jars\n1  lists\n1  two words\n"))
    expect(try folder.blogsh("-C", collection, "authors"), .done("3  Ada\n2  Bo\n1  Cy\n"))
  }

  @Test(arguments: collections)
  func `paths limit what is counted`(collection: String) throws {
    expect(try folder.blogsh("-C", collection, "tags", "post/x"), .done("1  boxes\n1  lists\n"))
    expect(try folder.blogsh("-C", collection, "authors", "post/x"), .done("1  Ada\n1  Bo\n"))
    expect(try folder.blogsh("-C", collection, "tags", "post/x/d.md"), .done())
    for command in ["tags", "authors"] {
      let outcome = try folder.blogsh("-C", collection, command, "nowhere")
      #expect(outcome.end == .status(1) && outcome.output == [] && outcome.hasOneLineOfErrors)
    }
  }

  @Test(arguments: collections)
  func `json has an object for each name`(collection: String) throws {
    expect(
      try folder.blogsh("-C", collection, "tags", "--json", "post/x"),
      .done("{\"tag\":\"boxes\",\"posts\":1}\n{\"tag\":\"lists\",\"posts\":1}\n"))
    expect(
      try folder.blogsh("-C", collection, "authors", "--json", "post/b.md"),
      .done("{\"author\":\"ada\",\"posts\":1}\n"))
  }

  @Test(arguments: collections)
  func `grep and find choose posts by any field`(collection: String) throws {
    expect(
      try folder.blogsh("-C", collection, "grep", "-l", "--meta", "authors=bo", "."),
      .done("post/x/c.md\n"))
    expect(
      try folder.blogsh(
        "-C", collection, "grep", "-l", "--tag", "boxes", "--meta", "author=ada", "."),
      .done("post/a.md\npost/b.md\n"))
    expect(
      try folder.blogsh("-C", collection, "grep", "--title", "--meta", "title=NONE", "."),
      .done("post/x/d.md:none\n"))
    expect(
      try folder.blogsh("-C", collection, "grep", "-l", "--meta", "nothing", "."), .failed(1, ""))
    expect(
      try folder.blogsh(
        "-C", collection, "find", "post", "--meta", "author", "--meta", "author=Ada", "-g", "a*"),
      .done("post/a.md\n"))
    for command in [["find"], ["grep", "."]] {
      let outcome = try folder.blogsh(["-C", collection] + command + ["--meta", "=x"])
      #expect(outcome.end == .status(64) && outcome.output == [] && outcome.hasOneLineOfErrors)
    }
  }

  @Test func `a front matter that does not parse is warned of`() throws {
    try folder.write("c/post/broken.md", "---\nauthor: [\n---\n")
    for command in [["authors"], ["find", "--meta", "author=cy"], ["tags"]] {
      let outcome = try folder.blogsh(["-C", "c"] + command)
      #expect(outcome.end == .status(0) && outcome.hasOneLineOfErrors)
      #expect(outcome.errors.hasPrefix("blogsh: warning: post/broken.md: front matter"))
    }
  }
}
