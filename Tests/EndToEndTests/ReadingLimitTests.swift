import ProgramSupport
import TestSupport
import Testing

/// The limits on what may come out of an archive, for every command that reads one.
struct ReadingLimitTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/a.md", "# A\n")
    try folder.write("in/b.md", "# B\n")
    try folder.makeSymbolicLink("in/l.md", to: "a.md")
  }

  /// Every command that reads an archive from its beginning: `%` is the archive, and `OPTION` is
  /// where its limit can be given.
  static let commands = [
    "-C % cat OPTION a.md", "-C % cat OPTION --raw l.md", "-C % ls OPTION", "-C % ls OPTION -lR",
    "-C % ls OPTION l.md", "-C % ls OPTION --checksum", "-C % tree OPTION", "-C % head OPTION a.md",
    "-C % wc OPTION a.md", "-C % find OPTION", "-C % find OPTION --tag x", "-C % grep OPTION A",
    "-C % grep OPTION --title A", "-C % pack OPTION -o o.tar",
    "-C % pack OPTION -o o.tar.zst", "-C % backup OPTION --to h.tar.zst",
    "-C % pack OPTION --salvage -o o.tar",
    "-C % shell OPTION -c 'cat a.md'", "-C % shell OPTION -c 'wc [a].md'",
    "-C % shell -c 'cat OPTION a.md'", "-C % shell OPTION -c 'cd .; head a.md'",
    "unpack OPTION % -d u", "unpack OPTION -n % -d u", "unpack OPTION --salvage % -d u",
    "reindex OPTION % -o o.tar.zst", "verify OPTION %", "diff OPTION % in", "diff OPTION -u in %",
    "-C % ls OPTION é.md a.md", "unpack OPTION % é.md a.md -d u",
  ]

  @Test(arguments: commands)
  func `each command names the option that allows a larger window, and takes it`(
    command: String
  ) throws {
    try #require(
      try folder.shell("tar -C in -cf - . | zstd -q --ultra -22 --long=31 > w.tar.zst").status == 0)
    let refused = try folder.shell(line(command, on: "w.tar.zst", ""))
    #expect(refused.status == 2, "\(refused.testDescription)")
    #expect(
      refused.errors.contains(
        "it needs a zstd window of more than 128 MiB; --max-window can allow more\n"))
    let allowed = try folder.shell(line(command, on: "w.tar.zst", "--max-window 2G"))
    #expect(!allowed.errors.contains("window"), "\(allowed.testDescription)")
    // Nothing has the name é.md, and no post has the tag x.
    #expect(allowed.status == 0 || command.contains("é"), "\(allowed.testDescription)")
  }

  /// Compressions around a zstd stream, each with the program that undoes the outer one.
  @Test(arguments: ["gzip", "bzip2", "xz", "lz4", "zstd"])
  func `a larger window inside another compression is no damage either, and can be allowed`(
    program: String
  ) throws {
    try #require(
      try folder.shell(
        "tar -C in -cf - . | zstd -q --long=31 | \(program) -c > n.tar && echo && "
          + "tar -C in -cf - . | zstd -q | \(program) -c > m.tar"
      ).status == 0)
    for command in ["-C % cat OPTION a.md", "verify OPTION %", "unpack OPTION % -d u"] {
      let refused = try folder.shell(line(command, on: "n.tar", ""))
      #expect(refused.status == 2, "\(refused.testDescription)")
      #expect(
        refused.errors.contains(
          "it needs a zstd window of more than 128 MiB; --max-window can allow more\n"))
      let allowed = try folder.shell(line(command, on: "n.tar", "--max-window 2G"))
      #expect(allowed.end == .status(0), "\(allowed.testDescription)")
      #expect(try folder.shell(line(command, on: "m.tar", "")).end == .status(0))
    }
  }

  @Test(arguments: ["zstd --long=31 | gzip | bzip2", "zstd | zstd | zstd", "gzip | gzip | zstd"])
  func `three compressions inside one another are refused as such`(programs: String) throws {
    try #require(try folder.shell("tar -C in -cf - . | \(programs) > t.tar").status == 0)
    expect(
      try folder.blogsh("verify", "t.tar"),
      .failed(2, "blogsh: cannot verify t.tar: it is compressed in more than 2 layers\n"))
  }

  @Test(arguments: ["zstd", "xz"])
  func `a checksum of gzip inside another compression is verified`(program: String) throws {
    // The checksum is in the last eight bytes.
    try #require(
      try folder.shell(
        "tar -C in -cf - . | gzip > g && head -c -8 g > d && printf '12345678' >> d && "
          + "\(program) -c d > d.tar"
      ).status == 0)
    let outcome = try folder.blogsh("verify", "d.tar")
    #expect(outcome.status == 1, "\(outcome.testDescription)")
    #expect(outcome.errors.contains("Damaged gzip input: incorrect data check"))
  }

  @Test func `a command names the option that allows more to come out, and takes it`() throws {
    try #require(
      try folder.shell(
        "truncate -s 1030M in/z.bin && tar -C in -cf - . | zstd -q > z.tar.zst && rm in/z.bin"
      ).status == 0)
    for command in ["-C % ls OPTION -R", "verify OPTION %", "unpack OPTION % -d u b.md"] {
      let refused = try folder.shell(line(command, on: "z.tar.zst", ""))
      #expect(refused.status == 2, "\(command): \(refused.testDescription)")
      #expect(
        refused.errors.contains(
          "it expands to more than 1000 times its size; --max-ratio can allow more\n"))
      let allowed = try folder.shell(line(command, on: "z.tar.zst", "--max-ratio 1000000"))
      #expect(!allowed.errors.contains("expands"), "\(command): \(allowed.testDescription)")
    }
  }

  @Test(arguments: commands)
  func `each command names the option that allows more members, and takes it`(
    command: String
  ) throws {
    expect(try folder.run("tar", "-C", "in", "-cf", "m.tar", "."), .done())
    let refused = try folder.shell(line(command, on: "m.tar", "--max-members 2"))
    #expect(refused.status == 2, "\(refused.testDescription)")
    #expect(
      refused.errors.contains("there are more than 2 members; --max-members can allow more\n"))
    let allowed = try folder.shell(line(command, on: "m.tar", "--max-members 4"))
    #expect(!allowed.errors.contains("members"), "\(allowed.testDescription)")
  }

  /// To make a path of each folder above such a path would take minutes.
  @Test(arguments: commands)
  func `a path with half a million folders delays no command`(command: String) throws {
    try folder.write(
      "d.tar",
      TarBuilder.archive {
        $0.file("a.md", "# A\n")
        $0.gnuLongName(String(repeating: "d/", count: 500_000).bytes + "x.md".bytes)
        $0.file("short", "# A\n")
        $0.file("b.md", "# B\n")
        $0.symbolicLink("l.md", to: "a.md")
      })
    let outcome = try folder.shell(line(command, on: "d.tar", ""))
    #expect([0, 1, 2, 3].contains(outcome.status), "\(outcome.testDescription)")
  }

  @Test func `a header that is repeated more than a million times is refused at the millionth`()
    throws
  {
    try folder.write("h", Array(TarBuilder.archive { $0.file("a.md") }.prefix(512)))
    try #require(
      try folder.run(
        "sh", "-c",
        "{ python3 -c 'import sys; h = open(\"h\", \"rb\").read() * 1000\n"
          + "for i in range(1001): sys.stdout.buffer.write(h)'; head -c 1024 /dev/zero; }"
          + " | zstd -q > n.tar.zst"
      ).status == 0)
    expect(
      try folder.blogsh("-C", "n.tar.zst", "ls"),
      .failed(
        2,
        "blogsh: cannot read a.md in n.tar.zst: there are more than 1000000 members; "
          + "--max-members can allow more\n"))
  }

  @Test(arguments: ["ls -R", "tree", "find", "grep --title A", "ls --checksum -R"])
  func `each command that lists folders names the option that allows more of them`(
    command: String
  ) throws {
    let deep = String(repeating: "d/", count: 60) + "x.md"
    try folder.write("deep/\(deep)", "# A\n")
    expect(try folder.run("tar", "-C", "deep", "-cf", "p.tar", deep), .done())
    expect(try folder.blogsh("-C", "p.tar", "pack", "-o", "p.tar.zst"), .done())
    for archive in ["p.tar", "p.tar.zst"] {
      let words = command.split(separator: " ").map(String.init)
      // Only what is not read from an index in order is gathered.
      guard archive == "p.tar" || words[0] == "tree" else { continue }
      let refused = try folder.blogsh(["-C", archive, words[0], "--max-paths", "1k"] + words[1...])
      #expect(
        refused.errors.hasSuffix(
          "the paths of members and of folders above them take more than 1024 bytes; "
            + "--max-paths can allow more\n"), "\(refused.testDescription)")
      #expect(refused.status == 3 || words[0] == "grep")
      expect(
        try folder.blogsh(["-C", archive, words[0], "--max-paths", "100k"] + words[1...]),
        try folder.blogsh(["-C", archive] + words))
    }
  }

  @Test(arguments: [
    "--max-ratio=0", "--max-window=1k", "--max-window=3G", "--max-members=-1", "--max-paths=x",
  ])
  func `an impossible limit is wrong usage for every command`(option: String) throws {
    for command in ["-C in ls", "-C in cat a.md", "-C in grep A", "verify x", "diff in in"] {
      let outcome = try folder.blogsh(command.split(separator: " ").map(String.init) + [option])
      #expect(outcome.status == 64, "\(outcome.testDescription)")
    }
  }

  @Test func `every command has these options but those that read no contents of archives`() throws
  {
    let help = try folder.blogsh("--help").text
    let commands = help.matches(of: /\n  ([a-z]+) +[A-Z]/).map { String($0.1) }
    #expect(commands.count > 15)
    for command in commands {
      for option in ["--max-ratio", "--max-window", "--max-members", "--max-paths"] {
        let outcome = try folder.blogsh(command, "\(option)=x")
        #expect(outcome.end == .status(64))
        #expect(
          outcome.errors.contains("no such option: \(option)")
            == [
              "completion", "edit", "index", "init", "new", "prune", "publish", "version",
            ].contains(command),
          "\(command) \(option) \(outcome.errors)")
      }
    }
  }

  private func line(_ command: String, on archive: String, _ option: String) -> String {
    "rm -rf u o.tar o.tar.zst h.tar.zst; \"$BLOGSH\" "
      + command.replacing("%", with: archive).replacing("OPTION", with: option)
  }
}
