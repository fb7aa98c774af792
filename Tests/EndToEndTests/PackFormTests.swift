import ProgramSupport
import TestSupport
import Testing

/// Archives in each format, judged by the tools that everybody has.
struct PackFormTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.makeSample()
  }

  @Test(arguments: Form.allCases)
  func `each format is that of its suffix`(form: Form) throws {
    let name = "a." + form.rawValue
    expect(try folder.blogsh("pack", "-o", name), .done())
    let (offset, magic) = form.magic
    #expect(Array(try folder.contents(name)[offset..<(offset + magic.count)]) == magic)
    if let judge = form.judge {
      #expect(try folder.shell("\"$1\" -t <\"$2\"", judge, name).end == .status(0))
    }
    #expect(try folder.blogsh("verify", name).end == .status(0))
  }

  @Test(arguments: Form.allCases)
  func `GNU tar unpacks each format, and nothing differs`(form: Form) throws {
    let name = "a." + form.rawValue
    expect(try folder.blogsh("pack", "-o", name), .done())
    // Not every tar knows every suffix. A name that is not UTF-8 is in a pax header that says so
    // (hdrcharset), which GNU tar reads correctly but warns about.
    let unpacked = try folder.shell(
      """
      mkdir copy \
      && tar ${2:+-I "$2"} -xp --no-same-owner --warning=no-unknown-keyword -f "$1" -C copy
      diff -r --no-dereference archive copy
      """, name, form.judge ?? "")
    expect(unpacked, .done())
    #expect(try folder.listing("copy") == folder.listing("archive"))
    #expect(try folder.hardLinks("copy"))
  }

  @Test(.enabled(if: Surroundings.has("bsdtar")), arguments: Form.allCases)
  func `bsdtar unpacks each format, and nothing differs`(form: Form) throws {
    let name = "a." + form.rawValue
    expect(try folder.blogsh("pack", "-o", name), .done())
    expect(
      try folder.shell("mkdir copy && bsdtar -xp --no-same-owner -f \"$1\" -C copy", name), .done())
    #expect(try folder.listing("copy") == folder.listing("archive"))
    #expect(try folder.hardLinks("copy"))
  }

  @Test func `Python lists all members, with modes, times and links`() throws {
    expect(try folder.blogsh("pack", "-o", "a.tar"), .done())
    let script = """
      import os, stat, sys, tarfile
      names = {}
      for member in tarfile.open("a.tar", errors="surrogateescape"):
          assert member.name not in names, member.name
          names[member.name] = member
          status = os.lstat("archive/" + member.name)
          assert member.mtime == status.st_mtime, (member.name, member.mtime)
          assert member.uname == member.gname == "" and member.uid == member.gid == 0, member.name
          if not member.issym():
              assert member.mode == stat.S_IMODE(status.st_mode), (member.name, oct(member.mode))
          if member.issym():
              assert member.linkname == os.readlink("archive/" + member.name)
          elif member.islnk():
              assert os.path.samefile("archive/" + member.name, "archive/" + member.linkname)
          elif member.isfile():
              assert member.size == status.st_size
          else:
              assert member.isdir() and stat.S_ISDIR(status.st_mode)
      there = set()
      for top, folders, files in os.walk("archive"):
          there |= {os.path.relpath(os.path.join(top, name), "archive") for name in folders + files}
      assert there == set(names), there ^ set(names)
      in_order = sorted(names, key=lambda name: os.fsencode(name).replace(b"/", b"\\0"))
      assert list(names) == in_order, list(names)
      """
    expect(try folder.python(script), .done())
  }

  @Test(arguments: Form.allCases)
  func `blogsh unpacks what it packed`(form: Form) throws {
    let name = "a." + form.rawValue
    expect(try folder.blogsh("pack", "-o", name), .done())
    expect(try folder.blogsh("unpack", name, "-d", "new/copy"), .done())
    #expect(try folder.listing("new/copy") == folder.listing("archive"))
    #expect(try folder.hardLinks("new/copy"))
    expect(try folder.blogsh("diff", "archive", name), .done())
    expect(try folder.blogsh("diff", name, "new/copy"), .done())
  }

  @Test(arguments: Form.allCases)
  func `standard output gets the same bytes as a file`(form: Form) throws {
    expect(try folder.blogsh("pack", "-o", "a." + form.rawValue), .done())
    expect(
      try folder.blogsh("pack", "-o", "-", "--format", form.rawValue),
      .done(try folder.contents("a." + form.rawValue)))
    let piped = try folder.shell(
      "\"$BLOGSH\" pack -o - --format \"$1\" | cat > piped && cmp piped \"a.$1\"", form.rawValue)
    expect(piped, .done())
  }

  @Test(arguments: Form.allCases)
  func `the same collection makes the same bytes`(form: Form) throws {
    expect(try folder.blogsh("pack", "-o", "a." + form.rawValue), .done())
    // Another folder, written in another order: readdir(3) returns names in any order.
    expect(
      try folder.shell(
        """
        cp -a archive other && rm -r other/post && cp -a archive/post other \
        && touch -r archive other && touch -r archive/post other/post \
        && rm other/hard-too.md other/post/hard.md \
        && ln other/post/plain.md other/hard-too.md && ln other/post/plain.md other/post/hard.md \
        && touch -d @1450000000 other && touch -d @1450000001 other/post
        """), .done())
    expect(try folder.blogsh("-C", "other", "pack", "-o", "b." + form.rawValue), .done())
    #expect(try folder.contents("a." + form.rawValue) == folder.contents("b." + form.rawValue))
  }

  @Test(arguments: Form.allCases)
  func `an archive can be packed in another format`(form: Form) throws {
    expect(try folder.blogsh("pack", "-o", "a.tar"), .done())
    expect(try folder.blogsh("-C", "a.tar", "pack", "-o", "b." + form.rawValue), .done())
    expect(try folder.blogsh("pack", "-o", "c." + form.rawValue), .done())
    #expect(try folder.contents("b." + form.rawValue) == folder.contents("c." + form.rawValue))
  }

  @Test func `--format overrides the suffix`() throws {
    expect(try folder.blogsh("pack", "-o", "a.tar", "--format", ".tar.gz"), .done())
    #expect(try folder.contents("a.tar").starts(with: [0x1F, 0x8B]))
    expect(try folder.blogsh("pack", "-o", "a.out", "--format", "tar"), .done())
    #expect(try folder.blogsh("verify", "a.out").end == .status(0))
  }

  @Test func `times before 1970 and in the far future are kept`() throws {
    for (name, time) in [
      ("old.md", -86_400), ("zero.md", 0), ("late.md", 4_102_444_800), ("later.md", 12_000_000_000),
    ] {
      try folder.write("t/" + name, "x", modified: time)
    }
    try folder.setTime("t", 1_000_000_000)
    expect(try folder.blogsh("-C", "t", "pack", "-o", "t.tar"), .done())
    expect(try folder.blogsh("unpack", "t.tar", "-d", "own"), .done())
    #expect(try folder.listing("own") == folder.listing("t"))
    #expect(try folder.shell("mkdir g && tar -xf t.tar -C g").end == .status(0))
    #expect(try folder.listing("g") == folder.listing("t"))
  }
}
