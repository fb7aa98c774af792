import ProgramSupport
import TestSupport
import Testing

/// `ls --checksum`, judged by `sha256sum`.
struct ChecksumListTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeSample()
    try folder.write(#"archive/post/back\slash.md"#, "# \\\n", modified: 1_000_000_000)
    try folder.write("archive/post/both\\\nand\rmore.md", "x", modified: 1_000_000_000)
    for name in ["a.tar", "a.tar.gz", "a.tar.zst"] {
      try #require(try folder.blogsh("pack", "-o", name) == .done())
    }
  }

  @Test func `sha256sum accepts every line, in the folder and after unpacking`() throws {
    let listed = try folder.blogsh("-C", "a.tar.zst", "ls", "-Ra", "--checksum")
    #expect(listed.end == .status(0) && listed.errors == "")
    try folder.write("sums", listed.output)
    expect(try folder.blogsh("unpack", "a.tar.zst", "-d", "x"), .done())
    for copy in ["archive", "x"] {
      let checked = try folder.shell("cd \"$1\" && sha256sum --quiet --strict -c ../sums", copy)
      expect(checked, .done())
    }
    // A changed file is found.
    try folder.write("x/post/private.md", "# Changed\n")
    #expect(
      try folder.shell("cd x && sha256sum --quiet --strict -c ../sums 2>/dev/null").lines
        == ["post/private.md: FAILED"])
  }

  @Test func `the lines are those of sha256sum itself`() throws {
    let judged = try folder.shell(
      """
      cd archive && find . -type f -printf '%P\\0' | LC_ALL=C sort -z \
      | xargs -0 sha256sum | LC_ALL=C sort
      """)
    let listed = try folder.shell(
      "\"$BLOGSH\" -C a.tar.zst ls -Ra --checksum | LC_ALL=C sort")
    expect(listed, judged)
  }

  @Test(arguments: [
    ["-Ra"], ["-R"], ["-R", "--tag", "x"], ["post"], ["-Rar"], ["-a"], ["post/plain.md"],
  ])
  func `a folder and its archives give the same lines`(options: [String]) throws {
    let right = try folder.blogsh(["-C", "archive", "ls", "--checksum"] + options)
    #expect(right.end == .status(0) && right.errors == "")
    for archive in ["a.tar", "a.tar.gz", "a.tar.zst"] {
      expect(
        try folder.blogsh(["-C", archive, "ls", "--checksum"] + options), right, "\(archive)")
    }
    let piped = try folder.shell("\"$BLOGSH\" -C - ls --checksum \"$@\" <a.tar.zst", options[0])
    if options.count == 1 { expect(piped, right) }
  }
}
