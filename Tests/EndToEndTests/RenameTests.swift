import ProgramSupport
import TestSupport
import Testing

/// Renames in `diff`, between folders and archives in every combination.
struct RenameTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (old, new, text) in [
      ("post/a.md", "post/b c.md", "one\n"), ("posts/x.md", "articles/x.md", "two\n"),
      ("posts/y.md", "articles/y.md", "two\n"), ("posts/one.md", "articles/two.md", "two\n"),
      ("empty.md", "nothing.md", ""), ("stays.md", "stays.md", "stays\n"),
    ] {
      try folder.write("old/\(old)", text)
      try folder.write("new/\(new)", text)
    }
    try folder.write("old/mode.sh", "run\n", mode: 0o644)
    try folder.write("new/run.sh", "run\n", mode: 0o755)
    // A copy is no rename, and neither is a text that only became another.
    try folder.write("new/copy.md", "stays\n")
    try folder.write("old/text.md", "before\n")
    try folder.write("new/text.md", "after\n")
    try folder.write("old/gone.md", "gone\n")
    let made = try folder.shell(
      "\"$BLOGSH\" -C old pack -o old.tar.gz && \"$BLOGSH\" -C new pack -o new.tar.zst")
    try #require(made == .done())
  }

  @Test(arguments: DiffTests.pairs)
  func `a file with the same bytes elsewhere is renamed`(old: String, new: String) throws {
    expect(
      try folder.blogsh("diff", old, new),
      .failed(
        1,
        output: """
          added    articles/
          renamed  posts/one.md -> articles/two.md
          renamed  posts/x.md -> articles/x.md
          renamed  posts/y.md -> articles/y.md
          added    copy.md
          removed  empty.md
          removed  gone.md
          added    nothing.md
          renamed  post/a.md -> post/b c.md
          removed  posts/
          renamed  mode.sh -> run.sh  (mode 644 -> 755)
          changed  text.md  (content)

          """, ""))
    expect(
      try folder.blogsh("diff", "--stat", old, new),
      .failed(1, output: "3 added, 3 removed, 1 changed, 5 renamed, 0 bytes more\n", ""))
    #expect(
      try folder.blogsh("diff", "--name-only", old, new).lines.contains("post/b c.md"))
  }

  @Test(arguments: DiffTests.pairs)
  func `json has the path that a file had`(old: String, new: String) throws {
    expect(
      try folder.blogsh("diff", "--json", old, new, "mode.sh", "run.sh"),
      .failed(
        1,
        output: #"""
          {"path":"run.sh","change":"renamed","from":"mode.sh","aspects":["mode"],\#
          "old":{"kind":"file","mode":"644","size":4},\#
          "new":{"kind":"file","mode":"755","size":4}}

          """#, ""))
  }

  @Test(arguments: DiffTests.pairs)
  func `renames can be turned off`(old: String, new: String) throws {
    let outcome = try folder.blogsh("diff", "--no-renames", old, new, "post")
    expect(outcome, .failed(1, output: "removed  post/a.md\nadded    post/b c.md\n", ""))
  }

  @Test(arguments: DiffTests.pairs)
  func `patch renames what diff -u says`(old: String, new: String) throws {
    let difference = try folder.blogsh("diff", "-u", old, new)
    #expect(difference.end == .status(1) && difference.errors == "")
    #expect(
      difference.text.contains(
        """
        diff --git a/mode.sh b/run.sh
        old mode 100644
        new mode 100755
        similarity index 100%
        rename from mode.sh
        rename to run.sh

        """))
    try folder.write("patch", difference.output)
    let patched = try folder.shell(
      """
      rm -rf copy && cp -r old copy && cd copy && patch -s -E -p1 <../patch || exit
      # Nothing in a patch says that an empty file came or went.
      rm empty.md && touch nothing.md && cd .. && diff -r copy new && test -x copy/run.sh
      """)
    expect(patched, .done())
  }
}
