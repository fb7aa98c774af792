import ProgramSupport
import TestSupport
import Testing

/// The reasons and the statuses of what cannot be done.
struct ReasonTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/a.md", "# A\n")
  }

  @Test(arguments: ["index w.tar.zst", "snapshots w.tar.zst"])
  func `an archive with a large window is not called damaged by what needs an index`(
    command: String
  ) throws {
    try #require(
      try folder.shell("tar -C in -cf - a.md | zstd -q --ultra -22 --long=31 > w.tar.zst").status
        == 0)
    let outcome = try folder.blogsh(command.split(separator: " ").map(String.init))
    #expect(outcome.status == 1 && !outcome.errors.contains("amaged"), "\(outcome.testDescription)")
  }

  @Test(arguments: ["0", "1k", "3G", "x", "-1"])
  func `a window that zstd does not have is wrong usage`(window: String) throws {
    #expect(try folder.blogsh("unpack", "--max-window", window, "x.tar", "-d", "u").status == 64)
  }

  static let words = [
    "ls", "cat a.md", "tree", "head a.md", "wc a.md", "find", "grep A", "pack -o o.tar",
    "pack --salvage -o o.tar",
  ]
  static let archiveCommands = [
    "unpack % -d u", "unpack --salvage % -d u", "unpack -n % -d u", "reindex % -o r.tar.zst",
    "index %", "verify %", "verify --quick %", "verify --snapshot latest %", "snapshots %",
    "snapshots % a.md", "restore % --to u", "restore -n % --to u", "prune % --keep-last 1",
  ]

  @Test(arguments: words.map { "-C % \($0)" } + archiveCommands)
  func `what is no archive is trouble for every command`(command: String) throws {
    try folder.write("words.tar.zst", "Words that are no archive at all.\n")
    try folder.write("empty.tar.zst", "")
    // A folder is a collection for the commands that take one.
    for name in ["words.tar.zst", "empty.tar.zst"] + (command.hasPrefix("-C") ? [] : ["in"]) {
      let outcome = try folder.shell("\"$BLOGSH\" " + command.replacing("%", with: name))
      #expect(outcome.status == 2, "\(name): \(outcome.testDescription)")
      #expect(outcome.hasOneLineOfErrors)
    }
    try folder.expectNames("empty.tar.zst", "in", "words.tar.zst")
  }

  @Test(arguments: ["yesterdy", "LATEST", "1.5", "", "2026-11", "2026-11-01T18:00:00+1"])
  func `a name that no snapshot can have is told with the forms that there are`(
    name: String
  ) throws {
    try #require(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").status == 0)
    let archive = "h.tar.zst@\(name)"
    for arguments in [["-C", archive, "ls"], ["restore", archive, "--to", "r"]] {
      expect(
        try folder.blogsh(arguments),
        .failed(
          1,
          "blogsh: cannot open h.tar.zst@\(name): no snapshot has a name like this after the @; "
            + "the forms are 3, -1, latest, last, first, today, yesterday, -7d (or h, w, m, y), "
            + "2026-11-01, 18:00, 2026-11-01T18:00 and, in another zone, 2026-11-01T18:00Z or "
            + "2026-11-01T18:00+01:00\n"))
    }
    #expect(
      try folder.blogsh("-C", "other.tar.zst@\(name)", "ls").errors.contains("No such file"))
  }

  @Test func `the times that snapshots prints name them`() throws {
    try #require(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").status == 0)
    let time = try folder.snapshots("h.tar.zst")[0].time
    for zone in ["UTC", "Asia/Tokyo", "America/New_York"] {
      let listed = try folder.blogsh("-C", "h.tar.zst@\(time)", "ls", environment: ["TZ": zone])
      expect(listed, .done("a.md\n"))
    }
  }

  @Test(arguments: [
    "pack -o no/deep/x.tar", "pack -o no/deep/x.tar.zst", "backup --to no/deep/h.tar.zst",
    "pack -o x.tar --depfile no/deep/x.d", "shell -c 'ls > no/deep/x'",
  ])
  func `a missing folder on the way to an output is named`(command: String) throws {
    let outcome = try folder.shell("\"$BLOGSH\" -C in \(command)")
    #expect(outcome.status == 2)
    #expect(outcome.errors.hasSuffix(": there is no folder no\n"), "\(outcome.errors)")
  }

  @Test(arguments: [
    "-C in pack -o l.tar.zst", "-C in pack -o l.tar.zst --format tar", "reindex a.tar -o l.tar.zst",
    "-C in backup --to l.tar.zst", "-C in pack -o x.tar --depfile l.tar.zst",
  ])
  func `a link that leads to nothing is not replaced`(command: String) throws {
    try #require(try folder.blogsh("-C", "in", "pack", "-o", "a.tar") == .done())
    try folder.makeSymbolicLink("l.tar.zst", to: "/nonexistent/disk/blog.tar.zst")
    let outcome = try folder.shell("\"$BLOGSH\" \(command)")
    #expect(outcome.status == 2 && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    #expect(folder.linkTarget("l.tar.zst".bytes) == "/nonexistent/disk/blog.tar.zst".bytes)
  }

  @Test(arguments: [
    "unpack words -d new/er", "unpack a.tar nothing.md -d new/er", "unpack - -d new/er </dev/null",
    "unpack --max-size 1 a.tar -d new/er", "unpack --strict --max-depth 1 deep.tar -d new/er",
    "unpack deep.tar --max-depth 1 -d new/er", "restore h.tar.zst nothing.md --to new/er",
    "restore a.tar --to new/er", "restore words --to new/er", "unpack in -d new/er",
  ])
  func `a command that fails leaves no empty folder`(command: String) throws {
    try folder.write("words", "Words.\n")
    try folder.write("deep/x/y.md", "# Y\n")
    try #require(try folder.blogsh("-C", "in", "pack", "-o", "a.tar") == .done())
    try #require(try folder.blogsh("-C", "deep", "pack", "-o", "deep.tar", "x/y.md") == .done())
    try #require(try folder.blogsh("-C", "in", "backup", "--to", "h.tar.zst").status == 0)
    let outcome = try folder.shell("\"$BLOGSH\" \(command)")
    #expect(outcome.status != 0)
    #expect(!folder.exists("new"), "\(outcome.testDescription)")
  }

  @Test func `a folder that was there stays, even if it is empty`() throws {
    try folder.makeFolder("there")
    #expect(try folder.blogsh("unpack", "in", "-d", "there").status == 2)
    try folder.write("words", "Words.\n")
    #expect(try folder.blogsh("unpack", "words", "-d", "there").status == 2)
    #expect(folder.exists("there"))
  }

  @Test func `a folder keeps the set-group-ID bit that it has on the disk`() throws {
    try folder.write("c/post/a.md", "# A\n")
    try #require(try folder.blogsh("-C", "c", "backup", "--to", "h.tar.zst").status == 0)
    try folder.setMode("c/post".bytes, 0o2755)
    expect(
      try folder.blogsh("restore", "h.tar.zst", "--to", "c"),
      .done("0 written, 0 with other times or modes, 0 removed, 1 equal\n"))
    try folder.setMode("c/post".bytes, 0o2700)
    #expect(try folder.blogsh("restore", "h.tar.zst", "--to", "c").status == 0)
    #expect(try folder.permissions("c/post") == 0o2755)
    // New folders below one with the bit inherit it, as everywhere.
    try folder.makeFolder("shared")
    try folder.setMode("shared".bytes, 0o2755)
    #expect(try folder.blogsh("unpack", "h.tar.zst", "-d", "shared").status == 0)
    #expect(try folder.permissions("shared/post") == 0o2755)
  }

  @Test func `a malformed pax header is damage, wherever it is`() throws {
    try folder.makeTar(
      "ok.tar", "add('a.md', b'# A')")
    // The size of a header for a long name that no archive has.
    let script = """
      import sys
      def header(kind, size):
          block = bytearray(512)
          block[:1], block[100:107], block[156:157] = b"x", b"0000644", kind
          block[257:265] = b"ustar\\00000"
          block[124:135], block[136:147] = b"%011o" % size, b"00000000001"
          block[148:156] = b" " * 8
          block[148:156] = b"%06o\\0 " % sum(block)
          return bytes(block)
      good = open("ok.tar", "rb").read()
      for name, kind in (("pax", b"x"), ("global", b"g"), ("long", b"L"), ("link", b"K")):
          for size, form in ((1 << 31, "large"), (5000, "cut")):
              bad = header(kind, size) + good[:1024]
              open(f"{name}-{form}-first.tar", "wb").write(bad)
              open(f"{name}-{form}-later.tar", "wb").write(good[:1024] + bad)
      """
    try #require(try folder.python(script) == .done())
    for name in try folder.names() where name.contains("-") {
      for arguments in [["verify", name], ["-C", name, "ls"]] {
        let outcome = try folder.blogsh(arguments)
        #expect(outcome.status == 1, "\(name): \(outcome.testDescription)")
      }
    }
  }
}
