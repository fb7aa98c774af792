import ProgramSupport
import TestSupport
import Testing

/// `edit` and `publish`: the files that are opened and written.
struct EditAndPublishTests {
  let folder: TemporaryFolder
  static let epoch = ["SOURCE_DATE_EPOCH": "1700000000"]
  static let draft = "---\ntitle: A\ndraft: true\n---\nText \n"

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("c/post/a.md", Self.draft, mode: 0o640)
    try folder.write("c/post/two words.md", "x\n")
    try folder.write(
      "my editor",
      """
      #!/bin/sh
      printf '%s\\n' "$@"
      for f; do [ "$f" = -x ] || echo edited >> "$f"; done

      """)
    let made = try folder.shell(
      """
      ln -s a.md c/post/link.md && ln -s ../../outside.md c/post/out.md && echo no > outside.md
      "$BLOGSH" -C c pack -o c.tar.zst 2>/dev/null
      chmod +x 'my editor'
      """)
    try #require(made == .done())
  }

  @Test(arguments: [
    ["VISUAL": "'./my editor' -x", "EDITOR": "false", "TERM": "xterm"],
    ["EDITOR": "./my\\ editor -x"], ["VISUAL": "", "EDITOR": "'./my editor' -x", "TERM": "xterm"],
    ["VISUAL": "false", "EDITOR": "'./my editor' -x", "TERM": "dumb"],
  ])
  func `the editor gets the files themselves`(environment: [String: String]) throws {
    expect(
      try folder.blogsh(
        ["-C", "c", "edit", "post/link.md", "post/two words.md"], environment: environment),
      .done("-x\nc/post/a.md\nc/post/two words.md\n"))
    #expect(try folder.content("c/post/two words.md") == "x\nedited\n")
    #expect(try folder.content("c/post/a.md") == Self.draft + "edited\n")
  }

  @Test func `the shell edits below its working path`() throws {
    expect(
      try folder.blogsh(
        ["-C", "c", "shell", "-c", "cd post; edit a.md"], environment: ["EDITOR": "'./my editor'"]),
      .done("c/post/a.md\n"))
  }

  static let refusedEdits: [([String], String, Int32, String)] = [
    (["-C", "c", "edit", "post/no.md"], "'./my editor'", 1, "No such file"),
    (["-C", "c", "edit", "post"], "'./my editor'", 1, "Is a directory"),
    (["-C", "c", "edit", "post/out.md"], "'./my editor'", 2, "post/out.md"),
    (["-C", "c", "edit", "post/a.md", "post/no.md"], "'./my editor'", 1, "No such file"),
    (["-C", "c", "edit"], "'./my editor'", 64, "path"),
    (["-C", "c.tar.zst", "edit", "post/a.md"], "'./my editor'", 2, "unpack or restore"),
    (
      ["-C", "c", "edit", "post/a.md"], "false", 2, "cannot edit with false: it ended with status 1"
    ),
    (["-C", "c", "edit", "post/a.md"], "./nothing -x", 2, "./nothing: there is no such program"),
    (["-C", "c", "edit", "post/a.md"], "'x", 2, "it is not a command"),
    (["-C", "c", "edit", "post/a.md"], "sh -c 'kill -9 $$'", 2, "signal 9 ended it"),
  ]

  @Test(arguments: refusedEdits)
  func `what cannot be edited is reported, and no editor starts`(
    words: [String], editor: String, status: Int32, message: String
  ) throws {
    let outcome = try folder.blogsh(words, environment: ["EDITOR": editor])
    #expect(outcome.end == .status(status) && outcome.output == [], "\(outcome.testDescription)")
    #expect(outcome.hasOneLineOfErrors && outcome.errors.contains(message))
    #expect(try folder.content("c/post/a.md") == Self.draft)
  }

  @Test(arguments: ["post/a.md", "post/link.md"])
  func `publish writes the post, and keeps its mode and the link`(path: String) throws {
    expect(
      try folder.blogsh(["-C", "c", "publish", path], environment: Self.epoch), .done(path + "\n"))
    #expect(
      try folder.content("c/post/a.md")
        == "---\ntitle: A\ndraft: false\ndate: 2023-11-14\n---\nText \n")
    expect(try folder.run("stat", "-c", "%a %F", "c/post/a.md"), .done("640 regular file\n"))
    expect(try folder.run("readlink", "c/post/link.md"), .done("a.md\n"))
    expect(try folder.blogsh("-C", "c", "find", "--drafts"), .done())
  }

  @Test func `a post without a date gets one as its neighbours have it`() throws {
    for (name, date) in [("b", "2020-01-02 10:00:00 +0100"), ("c", "2021-01-02 10:00:00 +0100")] {
      try folder.write("c/post/\(name).md", "---\ndate: \(date)\n---\n")
    }
    expect(
      try folder.blogsh(["-C", "c", "publish", "post/a.md"], environment: Self.epoch),
      .done("post/a.md\n"))
    #expect(
      try folder.content("c/post/a.md").contains("\ndate: 2023-11-14 22:13:20 +0000\n"))
  }

  static let refusedPublications: [([String], Int32, String)] = [
    (["-C", "c", "publish", "post/two words.md"], 2, "it has no front matter"),
    (["-C", "c", "publish", "post/no.md"], 1, "No such file"),
    (["-C", "c", "publish", "post"], 1, "Is a directory"),
    (["-C", "c", "publish", "post/out.md"], 2, "post/out.md"),
    (["-C", "c.tar.zst", "publish", "post/a.md"], 2, "unpack or restore"),
    (["-C", "c", "publish"], 64, "path"),
  ]

  @Test(arguments: refusedPublications)
  func `what cannot be published is reported, and stays`(
    words: [String], status: Int32, message: String
  ) throws {
    let before = try folder.listing()
    let outcome = try folder.blogsh(words, environment: Self.epoch)
    #expect(outcome.end == .status(status) && outcome.output == [], "\(outcome.testDescription)")
    #expect(outcome.hasOneLineOfErrors && outcome.errors.contains(message))
    #expect(try folder.listing() == before)
  }

  @Test func `a published post and one with hard links are left alone`() throws {
    try #require(
      try folder.blogsh(["-C", "c", "publish", "post/a.md"], environment: Self.epoch).status == 0)
    try folder.write("c/post/b.md", Self.draft)
    try folder.makeHardLink("c/post/hard.md", to: "c/post/b.md")
    let before = try folder.listing("c")
    for (path, message) in [
      ("post/a.md", "it is not a draft"), ("post/b.md", "it has hard links"),
    ] {
      let outcome = try folder.blogsh(["-C", "c", "publish", path], environment: Self.epoch)
      #expect(outcome.end == .status(2) && outcome.hasOneLineOfErrors)
      #expect(outcome.errors.contains(message))
    }
    #expect(try folder.listing("c") == before)
  }
}
