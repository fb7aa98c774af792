import ProgramSupport
import TestSupport
import Testing

/// `diff`, between folders and archives in every combination.
struct DiffTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("old/post/changed.md", "one\ntwo\nthree\n")
    try folder.write("old/post/mode.md", "same\n", mode: 0o644)
    try folder.write("old/post/both.md", "old\n", mode: 0o600)
    try folder.write("old/post/gone.md", "gone\n")
    try folder.write("old/post/same.md", "same\n", modified: 1_000_000_000)
    try folder.write("old/kind", "file\n")
    try folder.makeFolder("old/empty")
    try folder.write("new/post/changed.md", "one\n2\nthree\n")
    try folder.write("new/post/mode.md", "same\n", mode: 0o755)
    try folder.write("new/post/both.md", "new!\n", mode: 0o644)
    try folder.write("new/post/added.md", "added\n")
    try folder.write("new/post/same.md", "same\n", modified: 1_111_111_111)
    try folder.makeFolder("new/kind")
    try folder.write("new/.git/config", "never\n")
    let made = try folder.shell(
      """
      ln -s there old/link && ln -s elsewhere new/link
      "$BLOGSH" -C old pack -o old.tar.gz && "$BLOGSH" -C new pack -o new.tar.zst
      """)
    try #require(made == .done())
  }

  static let pairs = [
    ("old", "new"), ("old.tar.gz", "new"), ("old", "new.tar.zst"), ("old.tar.gz", "new.tar.zst"),
  ]

  static let changes = """
    removed  empty/
    changed  kind/  (file -> folder)
    changed  link  (content)
    added    post/added.md
    changed  post/both.md  (content, mode 600 -> 644)
    changed  post/changed.md  (content)
    removed  post/gone.md
    changed  post/mode.md  (mode 644 -> 755)

    """

  @Test(arguments: pairs)
  func `additions, removals and changes are listed`(old: String, new: String) throws {
    expect(try folder.blogsh("diff", old, new), .failed(1, output: Self.changes, ""))
  }

  @Test(arguments: pairs)
  func `stat counts paths and bytes`(old: String, new: String) throws {
    expect(
      try folder.blogsh("diff", "--stat", old, new),
      .failed(1, output: "1 added, 2 removed, 5 changed, 5 bytes less\n", ""))
  }

  @Test(arguments: pairs)
  func `json describes both sides`(old: String, new: String) throws {
    let lines = #"""
      {"path":"empty","change":"removed","old":{"kind":"folder","mode":"755"}}
      {"path":"kind","change":"changed","aspects":["type"],\#
      "old":{"kind":"file","mode":"644","size":5},"new":{"kind":"folder","mode":"755"}}
      {"path":"link","change":"changed","aspects":["content"],\#
      "old":{"kind":"link"},"new":{"kind":"link"}}
      {"path":"post/added.md","change":"added","new":{"kind":"file","mode":"644","size":6}}
      {"path":"post/both.md","change":"changed","aspects":["content","mode"],\#
      "old":{"kind":"file","mode":"600","size":4},\#
      "new":{"kind":"file","mode":"644","size":5}}
      {"path":"post/changed.md","change":"changed","aspects":["content"],\#
      "old":{"kind":"file","mode":"644","size":14},\#
      "new":{"kind":"file","mode":"644","size":12}}
      {"path":"post/gone.md","change":"removed","old":{"kind":"file","mode":"644","size":5}}
      {"path":"post/mode.md","change":"changed","aspects":["mode"],\#
      "old":{"kind":"file","mode":"644","size":5},\#
      "new":{"kind":"file","mode":"755","size":5}}
      """#
    expect(
      try folder.blogsh("diff", "--json", old, new),
      .failed(1, output: lines + "\n", ""))
  }

  @Test(arguments: pairs)
  func `a unified diff is that of diff -u`(old: String, new: String) throws {
    expect(
      try folder.blogsh("diff", "-u", old, new),
      .failed(
        1,
        output: """
          Only in a: empty/
          Files differ: kind/
          Files differ: link
          --- /dev/null
          +++ b/post/added.md
          @@ -0,0 +1 @@
          +added
          old mode 600 post/both.md
          new mode 644 post/both.md
          --- a/post/both.md
          +++ b/post/both.md
          @@ -1 +1 @@
          -old
          +new!
          --- a/post/changed.md
          +++ b/post/changed.md
          @@ -1,3 +1,3 @@
           one
          -two
          +2
           three
          --- a/post/gone.md
          +++ /dev/null
          @@ -1 +0,0 @@
          -gone
          old mode 644 post/mode.md
          new mode 755 post/mode.md

          """, ""))
  }

  @Test(arguments: [
    ("old", "old.tar.gz"), ("old.tar.gz", "old"), ("new", "new.tar.zst"), ("new", "new"),
  ])
  func `equal collections print nothing and end with status 0`(one: String, other: String) throws {
    expect(try folder.blogsh("diff", one, other), .done())
    expect(try folder.blogsh("diff", "-u", one, other), .done())
    expect(try folder.blogsh("diff", "--json", one, other), .done())
    expect(
      try folder.blogsh("diff", "--stat", one, other),
      .done("0 added, 0 removed, 0 changed, 0 bytes more\n"))
  }

  @Test(arguments: pairs)
  func `paths limit what is compared`(old: String, new: String) throws {
    let both = "changed  post/both.md  (content, mode 600 -> 644)\n"
    expect(
      try folder.blogsh("diff", old, new, "kind", "post/both.md"),
      .failed(1, output: "changed  kind/  (file -> folder)\n" + both, ""))
    expect(
      try folder.blogsh("diff", old, new, "post/gone.md"),
      .failed(1, output: "removed  post/gone.md\n", ""))
    expect(try folder.blogsh("diff", old, new, "post/same.md"), .done())
    expect(
      try folder.blogsh("diff", old, new, "nowhere", "post/added.md"),
      .failed(
        1, output: "added    post/added.md\n",
        "blogsh: cannot read nowhere: No such file or directory\n"))
  }

  @Test(arguments: pairs)
  func `names alone, or nothing but the status, can be asked for`(old: String, new: String) throws {
    let names = [
      "empty/", "kind/", "link", "post/added.md", "post/both.md", "post/changed.md",
      "post/gone.md", "post/mode.md",
    ]
    for (option, end) in [([], "\n"), (["-0"], "\0")] {
      expect(
        try folder.blogsh(["diff", "--name-only"] + option + [old, new]),
        .failed(1, output: names.map { $0 + end }.joined(), ""))
    }
    expect(try folder.blogsh("diff", "-q", old, new), .failed(1, ""))
    expect(try folder.blogsh("diff", "--quiet", old, old), .done())
  }

  @Test func `one side can be standard input`() throws {
    let changes = Outcome.failed(1, output: Self.changes, "")
    expect(try folder.shell("cat old.tar.gz | \"$BLOGSH\" diff - new"), changes)
    expect(try folder.shell("\"$BLOGSH\" diff old - <new.tar.zst"), changes)
    #expect(try folder.blogsh("diff", "-", "-").end == .status(64))
  }

  @Test func `files named .git are compared if --with-git is given`() throws {
    let outcome = try folder.blogsh("diff", "--with-git", "old", "new")
    #expect(
      outcome.text.contains("added    .git/\n") && outcome.text.contains("added    .git/config\n"))
  }

  @Test(arguments: [
    ["diff", "old"], ["diff"], ["diff", "--stat", "--json", "old", "new"],
    ["diff", "-u", "--json", "old", "new"], ["diff", "-q", "--name-only", "old", "new"],
    ["diff", "-0", "old", "new"], ["diff", "--nothing", "old", "new"],
  ])
  func `options that cannot be combined are wrong usage`(arguments: [String]) throws {
    let outcome = try folder.blogsh(arguments)
    #expect(outcome.end == .status(64) && outcome.output == [] && outcome.hasOneLineOfErrors)
  }

  @Test func `a side that cannot be read is trouble`() throws {
    let outcome = try folder.blogsh("diff", "old", "nope")
    expect(outcome, .failed(2, "blogsh: cannot open nope: No such file or directory\n"))
  }
}
