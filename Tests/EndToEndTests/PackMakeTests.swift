import Foundation
import ProgramSupport
import TestSupport
import Testing

/// `pack` for makefiles: the same bytes, files left alone if unchanged, prerequisites.
struct PackMakeTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/a.md", "A\n", mode: 0o600, modified: 1_900_000_000)
    try folder.write("archive/post/b.sh", "B\n", mode: 0o777, modified: 1_000_000_000)
  }

  private func facts(_ name: String) throws -> [String] {
    try folder.python(
      """
      import sys, tarfile
      for m in tarfile.open(sys.argv[1]): print(m.name, oct(m.mode), int(m.mtime))
      """,
      name
    ).lines
  }

  @Test func `reproducible takes its times from SOURCE_DATE_EPOCH`() throws {
    expect(
      try folder.blogsh(
        ["pack", "-o", "a.tar", "--reproducible"],
        environment: ["SOURCE_DATE_EPOCH": "1500000000"]), .done())
    #expect(
      try facts("a.tar") == [
        "post 0o755 1500000000", "post/a.md 0o644 1500000000", "post/b.sh 0o755 1000000000",
      ])
    expect(try folder.blogsh("pack", "-o", "b.tar", "--reproducible"), .done())
    #expect(try facts("b.tar") == ["post 0o755 0", "post/a.md 0o644 0", "post/b.sh 0o755 0"])
  }

  @Test(arguments: Form.allCases)
  func `reproducible archives of two checkouts are the same bytes`(form: Form) throws {
    expect(
      try folder.shell(
        """
        cp -R archive other && chmod 640 other/post/a.md && chmod 700 other/post \
        && touch other/*/*
        """),
      .done())
    let name = "x." + form.rawValue
    for (collection, output) in [("archive", "1." + name), ("other", "2." + name)] {
      expect(
        try folder.blogsh(
          ["-C", collection, "pack", "-o", output, "--reproducible"],
          environment: ["SOURCE_DATE_EPOCH": "900000000"]), .done())
    }
    #expect(try folder.contents("1." + name) == folder.contents("2." + name))
  }

  @Test(arguments: ["x", "-1", "1e9"])
  func `a SOURCE_DATE_EPOCH that is not a number is wrong usage`(value: String) throws {
    let outcome = try folder.blogsh(
      ["pack", "-o", "a.tar", "--reproducible"], environment: ["SOURCE_DATE_EPOCH": value])
    #expect(outcome.end == .status(64) && outcome.hasOneLineOfErrors)
    #expect(!folder.exists("a.tar"))
  }

  @Test(arguments: ["a.tar", "a.tar.zst"])
  func `if-changed leaves a file with the same bytes alone`(name: String) throws {
    expect(try folder.blogsh("pack", "-o", name, "--if-changed"), .done())
    try folder.setTime(name, 1_111_111_111)
    let before = try folder.status(name)
    expect(try folder.blogsh("pack", "-o", name, "--if-changed"), .done())
    let same = try folder.status(name)
    #expect(same.st_ino == before.st_ino && same.st_mtim.tv_sec == 1_111_111_111)
    #expect(
      same.st_ctim.tv_sec == before.st_ctim.tv_sec && same.st_ctim.tv_nsec == before.st_ctim.tv_nsec
    )
    try folder.write("archive/post/c.md", "C\n")
    expect(try folder.blogsh("pack", "-o", name, "--if-changed"), .done())
    let changed = try folder.status(name)
    #expect(changed.st_mtim.tv_sec != 1_111_111_111)
    expect(try folder.blogsh("diff", name, "archive"), .done())
    expect(
      try folder.run("ls", "-A"),
      .done("\(name)\narchive\n"))
  }

  @Test func `without if-changed the file is replaced`() throws {
    expect(try folder.blogsh("pack", "-o", "a.tar"), .done())
    try folder.setTime("a.tar", 1_111_111_111)
    expect(try folder.blogsh("pack", "-o", "a.tar"), .done())
    #expect(try folder.status("a.tar").st_mtim.tv_sec != 1_111_111_111)
  }

  @Test func `a new archive has the mode of any new file, and a replaced one keeps its own`() throws
  {
    expect(try folder.shell("umask 027 && \"$BLOGSH\" pack -o a.tar"), .done())
    #expect(try folder.status("a.tar").st_mode & 0o7777 == 0o640)
    expect(try folder.shell("chmod 604 a.tar && \"$BLOGSH\" pack -o a.tar"), .done())
    #expect(try folder.status("a.tar").st_mode & 0o7777 == 0o604)
  }

  @Test func `an output that is a link stays, and its target is replaced`() throws {
    try folder.write("real.tar", "old")
    expect(try folder.shell("ln -s real.tar a.tar && \"$BLOGSH\" pack -o a.tar"), .done())
    expect(
      try folder.run("readlink", "a.tar"),
      .done("real.tar\n"))
    #expect(try folder.blogsh("verify", "real.tar").end == .status(0))
  }

  @Test func `an archive in the folder that it is packed from does not contain itself`() throws {
    for _ in 1...2 {
      expect(try folder.shell("cd archive && \"$BLOGSH\" -C . pack -o post/me.tar"), .done())
      #expect(
        try facts("archive/post/me.tar").map { String($0.prefix { $0 != " " }) } == [
          "post", "post/a.md", "post/b.sh",
        ])
    }
  }

  @Test func `make packs again if, and only if, something has changed`() throws {
    for name in [
      "sp ace.md", "do$lar.md", "ha#sh.md", "co:lon.md", "st*r.md", "per%cent.md", "back\\slash.md",
      "q?.md", "br[a]ck.md", "til~de.md", "equal=s.md", "pi|pe.md", "буркани.md",
      "-dash.md", "semi;colon.md", "tab\t.md", "line\nbreak.md", "return\r.md", "photo (1)/x.md",
      "a;[b] \\;.md", "$(x).md", "a\\sb[x].md", "end\\", "w\\*%.md", "d\\/x\\ y.md",
    ] {
      try folder.write("archive/post/sub/" + name, "x\n")
    }
    try folder.write(
      "Makefile",
      """
      out/blog.tar.gz:
      \t@mkdir -p out
      \t@echo packing
      \t@"$(BLOGSH)" -C archive pack -o $@ --depfile out/blog.d
      -include out/blog.d

      """)
    func make() throws -> Outcome { try folder.shell("make -s out/blog.tar.gz") }
    // Now folders and files are older than the archive, whatever the resolution of the clock.
    func settle() throws {
      expect(
        try folder.shell(
          """
          find archive -exec touch -h -d '1 hour ago' {} + \
          && touch -d '30 minutes ago' out/* 2>/dev/null || true
          """), .done())
    }
    let packed = Outcome.done("packing\n")
    try settle()
    expect(try make(), packed)
    try settle()
    expect(try make(), .done())
    try folder.write("archive/post/sub/sp ace.md", "changed\n")
    expect(try make(), packed)
    try settle()
    expect(try make(), .done())
    for name in [
      "do$lar.md", "ha#sh.md", "co:lon.md", "st*r.md", "per%cent.md", "back\\slash.md", "q?.md",
      "br[a]ck.md", "til~de.md", "equal=s.md", "pi|pe.md", "буркани.md",
      "-dash.md", "semi;colon.md", "tab\t.md", "line\nbreak.md", "return\r.md", "photo (1)/x.md",
      "a;[b] \\;.md", "$(x).md", "a\\sb[x].md", "end\\", "w\\*%.md", "d\\/x\\ y.md",
    ] {
      try settle()
      expect(try folder.shell("touch \"archive/post/sub/$1\"", name), .done())
      expect(try make(), packed, "\(name)")
    }
    try settle()
    try folder.write("archive/post/new.md", "new\n")
    expect(try make(), packed)
    try settle()
    expect(try folder.shell("rm archive/post/sub/sp* archive/post/sub/tab*"), .done())
    expect(try make(), packed)
    try settle()
    expect(try make(), .done())
  }

  @Test func `a file that make cannot name is reported`() throws {
    try folder.write("archive/photo (1)", "x\n")
    let packed = try folder.blogsh("-C", "archive", "pack", "-o", "x.tar", "--depfile", "x.d")
    #expect(packed.status == 3 && packed.hasOneLineOfErrors)
    #expect(packed.errors.hasPrefix("blogsh: cannot write photo (1): make takes "))
    #expect(folder.exists("x.tar"))
  }
}
