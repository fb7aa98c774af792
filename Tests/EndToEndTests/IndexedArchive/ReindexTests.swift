import ProgramSupport
import TestSupport
import Testing

/// `reindex`: any tar becomes an indexed archive, without a folder in between.
struct ReindexTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("c/post/a.md", "---\ntitle: A\n---\nText\n", modified: 1_000_000_000)
    try folder.write("c/post/private.md", "# P\n", mode: 0o600, modified: 1_000_000_001)
    try folder.write("c/post/буркани/箱.md", "# 箱\n", modified: 1_000_000_002)
    try folder.write("c/post/with space/-x.md", "", modified: 1_000_000_004)
    try folder.write("c/big.bin", (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }, modified: 5)
    try folder.makeFolder("c/empty", mode: 0o700)
    let made = try folder.shell(
      """
      cd c && ln -s a.md post/link.md && ln post/a.md post/hard.md && ln post/a.md zz-hard.md
      find . -newermt 2020-01-01 ! -type d -exec touch -h -d @1500000000 {} +
      find . -depth -type d -exec touch -d @1450000000 {} +
      """)
    try #require(made == .done())
  }

  /// Reindexes a tar, and expects the files that `tar -x` would unpack.
  ///
  /// - Parameters:
  ///   - isPack: whether the result is the archive that `pack` makes of the unpacked folder.
  ///   - isBreadthFirst: whether the contents of a folder do not directly follow it, so that GNU
  ///     tar would set the time of the folder too early.
  private func expectReindexed(
    _ name: String, isPack: Bool = true, isBreadthFirst: Bool = false
  ) throws {
    expect(try folder.blogsh("reindex", name, "-o", "r.tar.zst"), .done(), "\(name)")
    #expect(try folder.blogsh("verify", "r.tar.zst").end == .status(0), "\(name)")
    let unpacked = try folder.shell(
      """
      rm -rf g x && mkdir g && bsdtar -xpf "$1" --no-same-owner -C g 2>/dev/null
      [ "$2" ] || tar -xpf "$1" --no-same-owner --warning=none --overwrite -C g
      "$BLOGSH" unpack r.tar.zst -d x
      """, name, isBreadthFirst ? "yes" : "")
    expect(unpacked, .done(), "\(name)")
    #expect(try folder.listing("x") == folder.listing("g"), "\(name)")
    #expect(try folder.judge("listing", "r.tar.zst").text == folder.listing("g"), "\(name)")
    guard isPack else { return }
    expect(try folder.blogsh("-C", "g", "pack", "-o", "p.tar.zst", "--with-git"), .done())
    #expect(try folder.run("cmp", "r.tar.zst", "p.tar.zst") == .done(), "\(name)")
    let piped = try folder.shell("\"$BLOGSH\" reindex - -o - <\"$1\" | cmp - p.tar.zst", name)
    expect(piped, .done(), "\(name)")
  }

  private func makeLink(toDepth depth: Int) throws {
    let script = """
      import sys, tarfile
      with tarfile.open('a.tar', 'w') as tar:
          link = tarfile.TarInfo('x.md')
          link.type, link.linkname = tarfile.SYMTYPE, 'a/' * int(sys.argv[1]) + 'x'
          tar.addfile(link)
      """
    expect(try folder.run("python3", "-c", script, "\(depth)"), .done())
  }

  @Test func `a link to a path that an index cannot hold is named, and nothing is written`() throws
  {
    try makeLink(toDepth: 20_000)
    let outcome = try folder.blogsh("reindex", "a.tar", "-o", "r.tar.zst")
    #expect(outcome.end == .status(2) && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    #expect(outcome.errors.contains("x.md") && !folder.exists("r.tar.zst"))
  }

  @Test func `a link to a very deep path leads nowhere and does no harm`() throws {
    try makeLink(toDepth: 16_000)
    expect(try folder.blogsh("reindex", "a.tar", "-o", "r.tar.zst"), .done())
    let outcome = try folder.blogsh("-C", "r.tar.zst", "cat", "x.md")
    #expect(outcome.end == .status(2) && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
  }

  @Test(arguments: ["gnu", "pax", "ustar", "v7", "oldgnu"])
  func `reindex reads GNU tar's formats`(format: String) throws {
    // In the order of the folder, with a `./` before each name.
    expect(try folder.shell("tar --format=\"$1\" -cf a.tar -C c .", format), .done())
    try expectReindexed("a.tar")
  }

  @Test(
    .enabled(if: Surroundings.has("bsdtar")), arguments: ["pax", "paxr", "ustar", "gnutar"])
  func `reindex reads bsdtar's formats`(format: String) throws {
    expect(try folder.shell("bsdtar --format \"$1\" -cf a.tar -C c .", format), .done())
    try expectReindexed("a.tar", isBreadthFirst: true)
  }

  @Test(arguments: ["PAX", "GNU", "USTAR"])
  func `reindex reads Python's formats`(format: String) throws {
    let script = """
      import os, tarfile
      os.chdir("c")
      with tarfile.open("../a.tar.gz", "w:gz", format=tarfile.\(format)_FORMAT) as archive:
          archive.add(".")
      """
    expect(try folder.python(script), .done())
    try expectReindexed("a.tar.gz")
  }

  @Test(arguments: Form.allCases)
  func `reindex reads blogsh's own formats`(form: Form) throws {
    try folder.makeSample()
    expect(try folder.blogsh("pack", "-o", "a." + form.rawValue), .done())
    expect(try folder.blogsh("pack", "-o", "b.tar.zst"), .done())
    expect(try folder.blogsh("reindex", "a." + form.rawValue, "-o", "r.tar.zst"), .done())
    #expect(try folder.contents("r.tar.zst") == folder.contents("b.tar.zst"))
  }

  @Test func `reindex reads an archive of git archive`() throws {
    try #require(Surroundings.has("git"))
    let made = try folder.shell(
      """
      rm -r c/empty && git init -q c && cd c && git add -A
      git -c user.name=a -c user.email=a@example.org commit -q -m one
      git archive --format=tar --prefix=blog/ -o ../a.tar HEAD
      """)
    try #require(made == .done())
    try expectReindexed("a.tar")
  }

  /// Members in Python; the indexed archive must hold what `tar -x` makes of them.
  @Test(arguments: [
    // Unsorted.
    "add('b.md', b'b')\nadd('a.md', b'a')\nadd('a/c.md', b'c')\nadd('a', type=DIRTYPE, mode=0o755)",
    // No folders of their own.
    "add('x/y/z.md', b'z')\nadd('x/a.md', b'a')",
    // A path three times; the last one counts.
    """
    add('a.md', b'one')
    add('b.md', b'b')
    add('a.md', b'two, longer')
    add('a.md', b'3', mode=0o600)
    """,
    // A hard link after its target, but before it in the order of paths.
    "add('z.md', b'content')\nadd('a.md', type=LNKTYPE, linkname='z.md')",
    // Hard links to hard links.
    """
    add('m.md', b'content')
    add('z.md', type=LNKTYPE, linkname='m.md')
    add('a.md', type=LNKTYPE, linkname='z.md')
    """,
    // A link whose target is replaced later: the link keeps the old content.
    "add('t.md', b'old')\nadd('l.md', type=LNKTYPE, linkname='t.md')\nadd('t.md', b'new')",
    // A link that is replaced by a file.
    "add('t.md', b'old')\nadd('l.md', type=LNKTYPE, linkname='t.md')\nadd('l.md', b'own')",
    // Spellings of one path.
    """
    add('./a.md', b'1')
    add('b//c.md', b'2')
    add('./b/./d.md', b'3')
    add('./', type=DIRTYPE, mode=0o755)
    """,
    // Symbolic links to anywhere, and one that is replaced.
    """
    add('s', type=SYMTYPE, mode=0o777, linkname='/etc/passwd')
    add('t', type=SYMTYPE, mode=0o777, linkname='..')
    add('u', type=SYMTYPE, mode=0o777, linkname='a')
    add('u', b'now a file')
    """,
    // Names of any bytes.
    #"add(b'raw\xff.md', b'1')"# + "\n" + #"add('new\nline.md', b'2')"# + "\n"
      + #"add('esc\x1b[31m.md', b'3')"#,
    // Large, small, empty.
    "add('large.bin', bytes(9 << 20))\nadd('empty.md')\nadd('a.bin', bytes(range(256)) * 3000)",
    "",
  ])
  func `reindex reads tars in any order`(members: String) throws {
    try folder.makeTar("h.tar", members)
    // Folders without a member get the time of unpacking, and packing them gives another one.
    let namesFolders = !members.contains("x/y/z.md") && !members.contains("b//c.md")
    expect(try folder.blogsh("reindex", "h.tar", "-o", "r.tar.zst"), .done())
    #expect(try folder.blogsh("verify", "r.tar.zst").end == .status(0))
    expect(
      try folder.shell(
        """
        mkdir g && tar -xpf h.tar --no-same-owner --warning=none -C g
        "$BLOGSH" unpack r.tar.zst -d x && diff -r --no-dereference g x
        """), .done())
    let (judged, unpacked) = (try folder.listing("x"), try folder.listing("g"))
    #expect(judged.fileLines == unpacked.fileLines)
    _ = try folder.judge("check", "r.tar.zst")
    guard namesFolders, !members.contains("a/c.md") else { return }
    // It may warn of links out of the collection.
    #expect(try folder.blogsh("-C", "g", "pack", "-o", "p.tar.zst").status == 0)
    #expect(try folder.run("cmp", "r.tar.zst", "p.tar.zst") == .done())
  }

  @Test func `members that cannot be kept are reported, and the rest is there`() throws {
    try folder.makeTar(
      "h.tar",
      "add('ok.md', b'x')\nadd('../out.md', b'x')\nadd('pipe', type=FIFOTYPE)\nadd('/abs.md', b'x')"
    )
    let outcome = try folder.blogsh("reindex", "h.tar", "-o", "r.tar.zst")
    #expect(outcome.end == .status(3), "\(outcome.testDescription)")
    #expect(outcome.errors.split(separator: "\n").count == 3, "\(outcome.testDescription)")
    _ = try folder.judge("check", "r.tar.zst")
    expect(try folder.blogsh("-C", "r.tar.zst", "ls", "-Ra"), .done("ok.md\n"))
  }

  @Test func `a damaged or missing archive leaves the old output`() throws {
    expect(try folder.shell("tar -cf a.tar -C c . && head -c 60000 a.tar >cut.tar"), .done())
    try folder.write("r.tar.zst", "the old bytes\n")
    for (name, status) in [("cut.tar", 1), ("missing.tar", 2), ("c", 2)] {
      let outcome = try folder.blogsh("reindex", name, "-o", "r.tar.zst")
      #expect(outcome.status == status, "\(name) \(outcome.testDescription)")
      #expect(outcome.output.isEmpty && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
      #expect(try folder.content("r.tar.zst") == "the old bytes\n")
    }
    #expect(try folder.blogsh("reindex", "a.tar", "-o", "a.tar").end == .status(64))
  }

  @Test func `--if-changed leaves a file with the same bytes alone`() throws {
    expect(try folder.shell("tar -cf a.tar -C c ."), .done())
    expect(try folder.blogsh("reindex", "a.tar", "-o", "r.tar.zst"), .done())
    try folder.setTime("r.tar.zst", 1_000_000_000)
    expect(
      try folder.blogsh("reindex", "a.tar", "-o", "r.tar.zst", "--if-changed", "--jobs", "2"),
      .done())
    #expect(try folder.modified("r.tar.zst") == 1_000_000_000)
    expect(
      try folder.blogsh("reindex", "a.tar", "-o", "r.tar.zst", "--if-changed", "--level", "9"),
      .done())
    #expect(try folder.modified("r.tar.zst") != 1_000_000_000)
  }
}
