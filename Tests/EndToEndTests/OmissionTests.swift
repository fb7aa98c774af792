import ProgramSupport
import TestSupport
import Testing

/// Everything that decides an answer and cannot be known, or that is not kept, is named.
struct OmissionTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  static let broken = """
    ---
    title: Boats: a list
    date: 2019-01-01
    draft: true
    tags: [boats]
    ---
    Text.

    """

  static let warning =
    "blogsh: warning: post/b.md: front matter does not parse; its title, date, tags and draft mark "
    + "do not count (cat says why)\n"

  @Test(
    arguments: ["in", "in.tar.zst", "in.tar.gz", "h.tar.zst"],
    [
      "ls -l post", "ls -lR", "ls -t post", "ls --json -R", "ls -R --drafts", "ls -R --tag boats",
      "ls -R --since 2020-01-01", "find --tag boats", "find --since 2019-01-01", "find --drafts",
      "grep --title Boats", "grep --tag boats Text", "find post --tag boats",
    ])
  func `a post whose front matter does not parse is named where it decides`(
    collection: String, command: String
  ) throws {
    try folder.write("in/post/a.md", "---\ntitle: Good\ntags: [boats]\n---\nText.\n")
    try folder.write("in/post/b.md", Self.broken)
    for archive in ["in.tar.zst", "in.tar.gz"] {
      try #require(try folder.blogsh("-C", "in", "pack", "-o", archive) == .done())
    }
    try #require(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").status == 0)
    let outcome = try folder.shell("\"$BLOGSH\" -C \(collection) \(command)")
    #expect(outcome.errors == Self.warning, "\(outcome.testDescription)")
  }

  @Test(arguments: ["ls -R", "find", "grep Text", "tree", "wc post/b.md", "cat --raw post/b.md"])
  func `it is not named where nothing depends on it`(command: String) throws {
    try folder.write("in/post/b.md", Self.broken)
    try #require(try folder.blogsh("-C", "in", "pack", "-o", "in.tar.zst") == .done())
    for collection in ["in", "in.tar.zst"] {
      #expect(try folder.shell("\"$BLOGSH\" -C \(collection) \(command)").errors == "")
    }
  }

  @Test func `a link to posts outside of the collection is named`() throws {
    try folder.write("elsewhere/b.md", "# B\n")
    try folder.write("in/a.md", "# A\n")
    try folder.write("in/real/c.md", "# C\n")
    try folder.makeSymbolicLink("in/post", to: "../elsewhere")
    try folder.makeSymbolicLink("in/one.md", to: folder.path("elsewhere/b.md"))
    try folder.makeSymbolicLink("in/inside", to: "real")
    try folder.makeSymbolicLink("in/broken.md", to: "../nothing.md")
    let warnings = ["one.md", "post"].map {
      "blogsh: warning: \($0): a link out of the collection; what it leads to is not in the archive"
    }
    for command in ["pack -o a.tar", "pack -o a.tar.zst", "backup --to h.tar.zst"] {
      let outcome = try folder.shell("\"$BLOGSH\" -C in \(command)")
      #expect(outcome.status == 0)
      #expect(outcome.errors.split(separator: "\n").map(String.init) == warnings, "\(command)")
    }
  }

  @Test func `reindex of a history says that one snapshot is kept`() throws {
    try folder.write("in/a.md", "# A\n")
    try #require(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").status == 0)
    expect(try folder.blogsh("reindex", "h.tar.zst", "-o", "r.tar.zst"), .done())
    try folder.write("in/b.md", "# B\n")
    try #require(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").status == 0)
    let warning =
      "blogsh: warning: h.tar.zst keeps 2 snapshots; only the newest one is written, "
      + "without its history\n"
    expect(
      try folder.blogsh("reindex", "h.tar.zst", "-o", "s.tar.zst"),
      Outcome(.status(0), output: [], errors: warning))
    // Whoever names a snapshot knows it.
    expect(try folder.blogsh("reindex", "h.tar.zst@1", "-o", "q.tar.zst"), .done())
  }

  @Test func `what cannot be read is not said to be removed`() throws {
    for name in ["one.md", "two.md", "d/in.md"] { try folder.write("c/\(name)", "# \(name)\n") }
    try #require(try folder.blogsh("-C", "c", "pack", "-o", "p.tar.zst") == .done())
    try folder.setMode("c/two.md".bytes, 0)
    try folder.setMode("c/d".bytes, 0)
    let script = """
      cp "$BLOGSH" blogsh && chown -R 65534 . 2>/dev/null
      set -- ./blogsh diff p.tar.zst c "$@"
      if [ "$(id -u)" = 0 ]; then set -- setpriv --reuid 65534 --clear-groups "$@"; fi
      LD_LIBRARY_PATH=$(dirname "$BLOGSH") "$@"
      """
    let messages =
      "blogsh: cannot list d: Permission denied\nblogsh: cannot read two.md: Permission denied\n"
    for options in [[], ["--json"]] {
      let outcome = try Program.run(
        "sh", ["-c", script, "sh"] + options, environment: ["BLOGSH": Surroundings.blogsh],
        in: folder.path)
      // Whether anything differs is not known.
      expect(outcome, .failed(2, messages))
    }
    try folder.write("c/new.md", "# New\n")
    let outcome = try Program.run(
      "sh", ["-c", script, "sh"], environment: ["BLOGSH": Surroundings.blogsh], in: folder.path)
    expect(outcome, .failed(3, output: "added    new.md\n", messages))
  }
}
