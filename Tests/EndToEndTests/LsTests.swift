import ProgramSupport
import TestSupport
import Testing

/// `ls`, over a folder, an archive and standard input.
struct LsTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "c/post/b.md", "---\ntitle: Bee\ndate: 2024-03-02\ntags: [boxes, Jars]\n---\n",
      modified: 1_600_000_000)
    try folder.write(
      "c/post/a-c.md", "---\ntitle: Dash\ndate: 2023-01-01T23:59:59-05:00\ntags: boxes\n---\n",
      modified: 1_600_000_000)
    try folder.write(
      "c/post/a/c.md", "---\ntitle: Sea\ndraft: true\n---\nText\n", modified: 1_500_000_000)
    try folder.write("c/post/2022-02-02-day.md", "# Day\n", modified: 1_600_000_000)
    try folder.write("c/post/_drafts/d.md", "Text\n", modified: 1_400_000_000)
    try folder.write("c/post/.hidden.md", "# Hidden\n", modified: 1_600_000_000)
    try folder.write("c/post/box.png", "not really", modified: 1_600_000_000)
    try folder.write("c/.git/config", "x\n", modified: 1_600_000_000)
    let made = try folder.shell(
      """
      ln -s b.md c/post/link && touch -h -d @1600000000 c/post/link
      find c -type d -exec touch -d @1600000000 {} +
      "$BLOGSH" -C c pack -o c.tar.gz
      """)
    try #require(made == .done())
  }

  static let collections = ["c", "c.tar.gz"]

  @Test(
    arguments: collections,
    [
      (["ls"], "post/\n"),
      (
        ["ls", "post"],
        "2022-02-02-day.md\n_drafts/\na/\na-c.md\nb.md\nbox.png\nlink\n"
      ),
      (
        ["ls", "-a", "post"],
        ".hidden.md\n2022-02-02-day.md\n_drafts/\na/\na-c.md\nb.md\nbox.png\nlink\n"
      ),
      (
        ["ls", "-1r", "post"],
        "link\nbox.png\nb.md\na-c.md\na/\n_drafts/\n2022-02-02-day.md\n"
      ),
      (
        ["ls", "-R"],
        """
        post/2022-02-02-day.md
        post/_drafts/d.md
        post/a/c.md
        post/a-c.md
        post/b.md

        """
      ),
      (
        ["ls", "-Ra", "post"],
        """
        post/.hidden.md
        post/2022-02-02-day.md
        post/_drafts/d.md
        post/a/c.md
        post/a-c.md
        post/b.md
        post/box.png
        post/link

        """
      ),
      (
        ["ls", "-Rt"],
        """
        post/b.md
        post/a-c.md
        post/2022-02-02-day.md
        post/a/c.md
        post/_drafts/d.md

        """
      ),
      (
        ["ls", "-Rtr"],
        """
        post/_drafts/d.md
        post/a/c.md
        post/2022-02-02-day.md
        post/a-c.md
        post/b.md

        """
      ),
      (["ls", "-R", "-0", "post/a", "post/_drafts"], "post/a/c.md\0post/_drafts/d.md\0"),
      (["ls", "post/a", "post/_drafts"], "post/a:\nc.md\n\npost/_drafts:\nd.md\n"),
      (["ls", "post/b.md", "post/a"], "post/b.md\n\npost/a:\nc.md\n"),
      (["ls", "-R", "--tag", "boxes"], "post/a-c.md\npost/b.md\n"),
      (["ls", "-R", "--tag", "BOXES", "--tag", "jars"], "post/b.md\n"),
      (["ls", "-R", "--tag", "box"], ""),
      (["ls", "-R", "--since", "2023-01-01"], "post/a-c.md\npost/b.md\n"),
      (["ls", "-R", "--since", "2023-01-02"], "post/b.md\n"),
      (["ls", "-R", "--drafts"], "post/_drafts/d.md\npost/a/c.md\n"),
      (["ls", "-l", "post/b.md"], "2024-03-02  56  post/b.md  Bee\n"),
      (
        ["ls", "-lR", "post/a", "post/_drafts"],
        "2017-07-14* 36  post/a/c.md  Sea [draft]\n2014-05-13* 5  post/_drafts/d.md  d [draft]\n"
      ),
      (
        ["ls", "--json", "-R", "post/b.md"],
        #"{"path":"post/b.md","title":"Bee","date":"2024-03-02","draft":false,"#
          + #""tags":["boxes","Jars"],"size":56,"mtime":1600000000}"# + "\n"
      ),
      (
        ["ls", "--json", "post/a"],
        #"{"path":"post/a/c.md","title":"Sea","draft":true,"tags":[],"size":36,"mtime":1500000000}"#
          + "\n"
      ),
    ])
  func `a folder and its archive are listed alike`(
    collection: String, line: ([String], String)
  ) throws {
    expect(
      try folder.blogsh(["-C", collection] + line.0),
      .done(line.1))
  }

  @Test func `a long list aligns sizes and titles and shows where links lead`() throws {
    expect(
      try folder.blogsh("-C", "c", "ls", "-l", "post"),
      .done(
        """
        2022-02-02   6  2022-02-02-day.md  Day
        2020-09-13   0  _drafts/
        2020-09-13   0  a/
        2023-01-01  64  a-c.md             Dash
        2024-03-02  56  b.md               Bee
        2020-09-13  10  box.png
        2020-09-13   0  link -> b.md

        """))
  }

  @Test func `git's files are not listed unless they are asked for`() throws {
    #expect(try folder.blogsh("-C", "c", "ls", "-a").text == ".git/\npost/\n")
  }

  @Test func `the collection is read from standard input, whether a file or a pipe`() throws {
    let listed = try folder.blogsh("-C", "c", "ls", "-R")
    let bytes = try folder.contents("c.tar.gz")
    expect(
      try folder.blogsh(["-C", "-", "ls", "-R"], input: .bytes(bytes)),
      listed)
    expect(
      try folder.shell("cat c.tar.gz | \"$BLOGSH\" -C - ls -R"),
      listed)
    expect(
      try folder.shell("cat c.tar.gz | \"$BLOGSH\" -C- ls -R"),
      listed)
  }

  @Test func `the collection is found as the help says`() throws {
    let listed = try folder.blogsh("-C", "c", "ls", "-R")
    expect(
      try folder.blogsh(["ls", "-R"], environment: ["BLOGSH_COLLECTION": "c"]),
      listed)
    expect(
      try folder.blogsh(["ls", "-R"], environment: ["BLOGSH_COLLECTION": "c.tar.gz"]),
      listed)
    // Without the variable and a folder named archive, it is the working directory.
    expect(
      try folder.shell("cd c && \"$BLOGSH\" ls -R"),
      listed)
    expect(
      try folder.shell("mv c archive && \"$BLOGSH\" ls -R"),
      listed)
    // A folder of that name above it does not count.
    expect(
      try folder.shell("cd archive/post/a && \"$BLOGSH\" ls -R"),
      .done("c.md\n"))
  }

  @Test func `a list without posts is empty`() throws {
    try folder.makeFolder("empty")
    expect(
      try folder.blogsh("-C", "empty", "ls"),
      .done())
    expect(
      try folder.blogsh("-C", "empty", "ls", "-R", "--json"),
      .done())
  }

  @Test func `names are exact in a pipe`() throws {
    try folder.makeFolder("odd")
    let made = try folder.shell(
      #"cd odd && printf x > "$(printf 'new\nline.md')" && printf x > "$(printf 'esc\033[31m.md')""#
        + #" && printf x > "$(printf 'raw\377.md')""#)
    try #require(made == .done())
    let names = Array("esc\u{1B}[31m.md\0new\nline.md\0raw".utf8) + [0xFF] + Array(".md\0".utf8)
    expect(
      try folder.blogsh("-C", "odd", "ls", "-0"),
      .done(names))
    expect(
      try folder.blogsh("-C", "odd", "pack", "-o", "odd.tar"),
      .done())
    expect(
      try folder.blogsh("-C", "odd.tar", "ls", "-R", "-0"),
      .done(names))
    let shown = try folder.shell(
      #"for c in odd odd.tar; do "$BLOGSH" -C $c cat --raw "$(printf 'raw\377.md')"; done"#)
    #expect(shown == .done("xx"))
  }
}
