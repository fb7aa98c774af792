import ProgramSupport
import TestSupport
import Testing

/// What a terminal shows, as a person has read it and found right: with its colours at each width,
/// and without them.
///
/// A golden holds the bytes that the terminal gets, so that `cat` shows it. The colours are those
/// of the terminal's own palette, so the bytes are the same for a dark and a light one.
struct ScreenTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let widths = [80, 100, 200]

  @Test(arguments: [
    ("ls-l", "-C archive ls -l post", 0), ("ls-lh", "-C archive ls -lh post", 0),
    ("cat", "-C archive cat --facts post/how-to-pack-a-piano.md", 0),
    ("cat-links", "-C archive cat --links footnote post/box-23.md", 0),
    ("grep", "-C archive grep -w -C 1 -m 2 fuses", 0), ("diff", "diff archive changed", 1),
    ("diff-u", "diff -u archive changed", 1), ("tree", "-C archive tree", 0),
    ("help", "help ls", 0), ("tags", "-C archive tags", 0),
  ])
  func `the collection that ships`(name: String, line: String, status: Int) throws {
    let made = try folder.shell(
      #"""
      cp -R "$1" archive && cp -R archive changed && rm changed/post/box-23.md
      sed -i 's/the/a/3; s/box/crate/' changed/post/where-the-key-is.md changed/post/_drafts/*.md
      echo 'And one more.' >> changed/post/how-to-pack-a-piano.md
      find archive changed -exec touch -h -d @1700000000 {} +
      """#, Surroundings.archive)
    try #require(made == .done())
    try expectScreens(of: line, status: status, named: "shipped/\(name)")
  }

  @Test func `what a backup would take`() throws {
    let made = try folder.shell(
      #"""
      cp -R "$1" archive && "$BLOGSH" backup --to h.tar.zst >/dev/null
      rm archive/post/box-23.md && touch -d @1700000000 archive/post/letters/*
      echo 'And one more.' >> archive/post/how-to-pack-a-piano.md
      mkdir -p archive/post/new && echo '# New' > "archive/post/new/a name with spaces.md"
      """#, Surroundings.archive)
    try #require(made == .done())
    // The time of the snapshot is that of the test.
    try expectScreens(of: "status h.tar.zst", status: 1, named: "shipped/status") {
      $0.replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, [a-z0-9 ]+ ago/#, with: "TIME, AGE")
    }
  }

  @Test func `the snapshots of a history`() throws {
    let history = Surroundings.fixtures + "/format-3.tar.zst"
    try expectScreens(of: "snapshots \(history)", named: "shipped/snapshots")
  }

  @Test(
    .enabled(
      if: Surroundings.hasRealBlog, "shared/corpora/18f-posts.tar.gz is not beside the package"),
    arguments: [
      ("ls-l", "-C c ls -l content/posts", 0),
      (
        "cat",
        "-C c cat content/posts/2023-12-05-Sharing-artifacts-and-outputs-from-research.md", 0
      ),
      ("grep", "-C c grep -m 1 'open source'", 0),
      ("diff-u", "diff -u c d", 1), ("tree", "-C c tree", 0),
    ])
  func `posts of a real blog`(name: String, line: String, status: Int) throws {
    let made = try folder.shell(
      #"""
      mkdir c && cd c
      tar -xzpf "$1" --wildcards 'content/posts/2014-0[3-5]*' 'content/posts/2023-12-05*'
      cd .. && cp -a c d
      sed -i 's/government/administration/; s/the people/persons/' d/content/posts/2014-05-29*
      find c d -exec touch -h -d @1700000000 {} +
      """#, Surroundings.realBlog)
    try #require(made == .done())
    try expectScreens(of: line, status: status, named: "18f/\(name)")
  }

  @Test(
    .enabled(
      if: Surroundings.hasRealBlog, "shared/corpora/18f-posts.tar.gz is not beside the package"),
    arguments: [("snapshots", "snapshots h.tar.zst", 0), ("status", "-C c status h.tar.zst", 1)])
  func `an archive of a real blog, and what a backup would take`(
    name: String, line: String, status: Int
  ) throws {
    let made = try folder.shell(
      #"""
      mkdir c && tar -xzpf "$1" -C c --wildcards 'content/posts/2014-0[3-5]*'
      find c -exec touch -h -d @1700000000 {} +
      "$BLOGSH" -C c pack -o h.tar.zst && touch -d '2024-01-02 03:04:05' h.tar.zst
      cd c/content/posts && rm 2014-03-1* && echo 'And one more.' | tee -a 2014-05-29* >/dev/null
      echo '# New' > "a name with spaces.md" && mv 2014-04-0* ..
      """#, Surroundings.realBlog)
    try #require(made == .done())
    try expectScreens(of: line, status: status, named: "18f/\(name)") {
      $0.replacing(#/, [0-9,]+ [a-z]+ ago/#, with: ", AGE")
    }
  }

  /// Compares the screens of a command line with their goldens.
  ///
  /// - Parameter settled: returns a screen without what is another at each run.
  private func expectScreens(
    of line: String, status: Int = 0, named name: String,
    settled: (String) -> String = { $0 }
  ) throws {
    for columns in Self.widths {
      var screens: [String] = []
      for (environment, suffix) in [("TERM=xterm-256color", "ansi"), ("NO_COLOR=1", "txt")] {
        let shown = try folder.atTerminal(
          "\"$BLOGSH\" \(line)", environment: environment, columns: columns, status: status)
        screens.append(
          settled(String(decoding: shown, as: UTF8.self).replacing("\r\n", with: "\n")))
        try Golden.expect(
          screens[screens.count - 1], matches: "screens/\(name)-\(columns).\(suffix)")
      }
      #expect(HostileText.isHarmless(Array(screens[0].utf8)))
      #expect(!screens[1].contains("\u{1B}"))
    }
  }
}
