import ProgramSupport
import TestSupport
import Testing

/// Posts that could make a search fail: the others are still searched.
struct GrepBadInputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Packs `c`, and returns the collections to search.
  private func collections() throws -> [String] {
    let packed = try folder.shell(
      "for form in tar tar.gz tar.zst; do \"$BLOGSH\" -C c pack -o c.$form || exit; done")
    try #require(packed == .done())
    return ["c", "c.tar", "c.tar.gz", "c.tar.zst"]
  }

  @Test func `a pattern that needs too much work is reported, and the rest is searched`()
    throws
  {
    try folder.write("c/post/a.md", "aa1\n")
    try folder.write("c/post/b.md", String(repeating: "a", count: 5000) + "!\naa2\n")
    try folder.write("c/post/c.md", "aa3\n")
    for collection in try collections() {
      expect(
        try folder.blogsh("-C", collection, "grep", #"(a+)+\d"#),
        .failed(
          2, output: "post/a.md:1:aa1\npost/c.md:1:aa3\n",
          "blogsh: cannot search post/b.md: match limit exceeded\n"))
      expect(
        try folder.blogsh("-C", collection, "grep", "-L", #"(a+)+\d"#),
        .failed(2, "blogsh: cannot search post/b.md: match limit exceeded\n"))
    }
  }

  @Test func `a line of 100 MB is one line`() throws {
    let made = try folder.shell(
      """
      mkdir -p c/post && cd c/post
      { echo first; head -c 100000000 /dev/zero | tr '\\0' q; \
      echo ' box'; echo 'last box'; } > long.md
      echo 'a box' > short.md
      """)
    try #require(made == .done())
    for collection in try collections() {
      expect(
        try folder.blogsh("-C", collection, "grep", "-o", "box"),
        .done("post/long.md:2:box\npost/long.md:3:box\npost/short.md:1:box\n"))
      expect(
        try folder.blogsh("-C", collection, "grep", "-B1", "first|last", "--not", "first", "-c"),
        .done("post/long.md:1\n"))
      let whole = try folder.shell("\"$BLOGSH\" -C \(collection) grep '^q' | wc -c")
      expect(whole, .done("\(100_000_000 + " box\n".utf8.count + "post/long.md:2:".utf8.count)\n"))
    }
  }

  @Test func `NUL bytes and bytes that are not characters do not stop a search`() throws {
    try folder.write("c/post/a.md", Array("one\0\nbox \0 two\n".utf8))
    try folder.write(
      "c/post/b.md", [0xFE, 0xFD] + Array(" box\n".utf8) + [0xC3, 0x0A, 0xE2, 0x82])
    try folder.write("c/post/c.md", "box\n")
    for collection in try collections() {
      let note = "blogsh: note: post/a.md: binary file matches\n"
      let output =
        Array("post/b.md:1:".utf8) + [0xFE, 0xFD] + Array(" box\npost/c.md:1:box\n".utf8)
      #expect(
        try folder.blogsh("-C", collection, "grep", "box")
          == Outcome(.status(0), output: output, errors: note))
      let all = Array("post/a.md:2:box \0 two\n".utf8) + output
      #expect(try folder.blogsh("-C", collection, "grep", "-a", "box") == .done(all))
      expect(
        try folder.blogsh("-C", collection, "grep", "-c", ""),
        .done("post/a.md:2\npost/b.md:3\npost/c.md:1\n"))
    }
  }

  @Test func `the posts of a damaged frame are reported, and the others are searched`()
    throws
  {
    // Three frames: data that cannot be compressed is cut at half a megabyte.
    for name in ["a", "b", "c"] {
      var generator = FixedGenerator(state: UInt64(name.utf8.first ?? 0))
      let noise = (0..<500_000).map { _ in
        "0123456789abcdef\n".utf8.randomElement(using: &generator) ?? 0
      }
      try folder.write("c/post/\(name).md", noise + Array("\nbox\n".utf8))
    }
    _ = try collections()
    let damaged = try folder.shell(
      "printf damaged | dd of=c.tar.zst bs=1 seek=1000 conv=notrunc status=none")
    try #require(damaged == .done())
    let outcome = try folder.blogsh("-C", "c.tar.zst", "grep", "-c", "box")
    #expect(outcome.end == .status(2) && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    #expect(outcome.errors.hasPrefix("blogsh: cannot read post/a.md in c.tar.zst: Damaged"))
    #expect(outcome.text == "post/b.md:1\npost/c.md:1\n")
  }

  @Test func `an unreadable file is reported, and the others are searched`() throws {
    try folder.write("c/post/a.md", "box\n", mode: 0)
    try folder.write("c/post/b.md", "box\n")
    // Root may read anything, so another user tries, with a copy of the program that anybody may
    // run.
    try folder.write("blogsh", try Array(folder.shell("cat \"$BLOGSH\"").output), mode: 0o755)
    let outcome = try folder.shell(
      """
      if [ "$(id -u)" = 0 ]; then set -- setpriv --reuid 65534 --clear-groups; fi
      "$@" ./blogsh -C c grep box
      """)
    expect(
      outcome,
      .failed(
        2, output: "post/b.md:1:box\n", "blogsh: cannot read post/a.md: Permission denied\n"))
  }
}
