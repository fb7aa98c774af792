import ProgramSupport
import TestSupport
import Testing

/// `diff -u`, judged by `patch`, which turns the old texts into the new with it.
struct UnifiedDiffTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Texts of random lines, with so few different ones that many are equal.
  private func text(_ seed: inout UInt64) -> String {
    func next(_ limit: UInt64) -> UInt64 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (seed >> 33) % limit
    }
    let lines = (0..<next(30)).map { _ in
      ["", "a", "b", "-c", "+d", " e", "--- x", "@@ -1 +1 @@", "\\ no", "箱"][Int(next(10))]
    }
    let text = lines.joined(separator: "\n")
    return next(3) == 0 ? text : text.isEmpty ? "" : text + "\n"
  }

  @Test func `patch makes the new texts from the old`() throws {
    var seed: UInt64 = 20_260_714
    for number in 0..<60 {
      // patch would remove a text that is empty on one side.
      try folder.write("old/post/\(number).md", "x\n" + text(&seed))
      try folder.write("new/post/\(number).md", "x\n" + text(&seed))
    }
    for number in 0..<3 {
      try folder.write("old/post/removed/\(number).md", "r\n" + text(&seed))
      try folder.write("new/post/added/\(number).md", "a\n" + text(&seed))
    }
    expect(
      try folder.shell("\"$BLOGSH\" -C old pack -o old.tar && \"$BLOGSH\" -C new pack -o new.tar"),
      .done())
    for (old, new) in [("old", "new"), ("old.tar", "new.tar")] {
      let difference = try folder.blogsh("diff", "-u", old, new)
      #expect(difference.end == .status(1) && difference.errors == "")
      try folder.write("patch", difference.output)
      let patched = try folder.shell(
        "rm -rf copy && cp -r old copy && cd copy && patch -s -E -p1 --binary <../patch")
      expect(patched, .done())
      expect(try folder.shell("diff -r copy new"), .done())
    }
  }

  @Test func `hunks are where those of GNU diff are`() throws {
    let lines = (1...60).map { "line \($0)" }
    var changed = lines
    changed[4] = "changed"
    changed.remove(at: 20)
    changed.insert("inserted", at: 40)
    changed[58] = "end"
    try folder.write("old/a.md", lines.joined(separator: "\n") + "\n")
    try folder.write("new/a.md", changed.joined(separator: "\n"))
    let judged = try folder.run(
      "diff", "-u", "--label", "a/a.md", "--label", "b/a.md", "old/a.md", "new/a.md")
    expect(try folder.blogsh("diff", "-u", "old", "new"), judged)
  }

  @Test func `a file that is not text is named, but not printed`() throws {
    try folder.write("old/a.bin", [0, 1, 2])
    try folder.write("new/a.bin", [0, 1, 3])
    expect(
      try folder.blogsh("diff", "-u", "old", "new"), .failed(1, output: "Files differ: a.bin\n", "")
    )
  }
}
