import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Malicious archives: nothing is written outside the folder, and the rest is unpacked.
struct UnpackSafetyTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("outside/victim.md", "mine\n", modified: 1_111_111_111)
    try folder.makeFolder("x")
    try folder.setTime("outside", 1_111_111_111)
  }

  /// Members, the files that are unpacked, and the messages about the others.
  @Test(arguments: [
    ("add('/tmp/absolute.md', b'x')", [], "/tmp/absolute.md in h.tar: it is absolute"),
    (
      "add('../outside/victim.md', b'x')", [],
      "../outside/victim.md in h.tar: it has a component '..'"
    ),
    (
      "add('a/../../outside/victim.md', b'x')", [],
      "a/../../outside/victim.md in h.tar: it has a component '..'"
    ),
    ("add('a/..', type=DIRTYPE)", [], "a/../ in h.tar: it has a component '..'"),
    (
      "add('l', type=SYMTYPE, linkname='../outside')\nadd('l/victim.md', b'x')", ["l"],
      "l/victim.md in h.tar: a link or a file is in the place of a folder"
    ),
    ("add('l', type=SYMTYPE, linkname='../outside/victim.md')\nadd('l', b'x')", ["l"], ""),
    (
      "add('h', type=LNKTYPE, linkname='../outside/victim.md')", [],
      "h in h.tar: it has a component '..'"
    ),
    ("add('h', type=LNKTYPE, linkname='/etc/passwd')", [], "h in h.tar: it is absolute"),
    (
      "add('h', type=LNKTYPE, linkname='nowhere.md')", [],
      "h in h.tar: it is a hard link to nowhere.md, which cannot be read: No such file or directory"
    ),
    (
      """
      add('l', type=SYMTYPE, linkname='../outside/victim.md')
      add('h', type=LNKTYPE, linkname='l')
      """,
      ["h", "l"], ""
    ),
    ("add('pipe', type=FIFOTYPE)", [], "pipe in h.tar: it is not a file, a folder or a link"),
    ("add('null', type=CHRTYPE)", [], "null in h.tar: it is not a file, a folder or a link"),
    ("add('disk', type=BLKTYPE)", [], "disk in h.tar: it is not a file, a folder or a link"),
    ("add('', b'x')", [], "in h.tar: it is empty"),
  ])
  func `unsafe members are refused and reported, and the rest is unpacked`(
    members: String, written: [String], message: String
  ) throws {
    try folder.makeTar("h.tar", "add('first.md', b'1')\n\(members)\nadd('last.md', b'2')")
    let outside = try folder.listing("outside")
    let outcome = try folder.blogsh("unpack", "h.tar", "-d", "x")
    if message.isEmpty {
      #expect(outcome == .done())
    } else {
      #expect(outcome.end == .status(3), "\(outcome.testDescription)")
      #expect(outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
      #expect(outcome.errors.hasPrefix("blogsh: cannot unpack "), "\(outcome.testDescription)")
      #expect(outcome.errors.hasSuffix(message + "\n"), "\(outcome.testDescription)")
    }
    #expect(try folder.listing("outside") == outside)
    #expect(try folder.shell("ls -A").lines == ["h.tar", "outside", "x"])
    #expect(
      try folder.run("ls", "-A", "x").lines.sorted()
        == (["first.md", "last.md"] + written).sorted())
  }

  @Test func `a link in the folder is not followed`() throws {
    try folder.makeTar(
      "h.tar", "add('l/victim.md', b'x')\nadd('l/new.md', b'x')\nadd('ok.md', b'x')")
    expect(try folder.run("ln", "-s", "../outside", "x/l"), .done())
    let outside = try folder.listing("outside")
    for overwrite in ["never", "if-changed", "always"] {
      let outcome = try folder.blogsh("unpack", "h.tar", "-d", "x", "--overwrite", overwrite)
      #expect(outcome.end == .status(3))
      #expect(try folder.listing("outside") == outside)
    }
    expect(
      try folder.run("ls", "x"),
      .done("l\nok.md\n"))
  }

  @Test func `set-ID bits are removed and reported`() throws {
    try folder.makeTar(
      "h.tar",
      """
      add('suid', b'x', mode=0o4755)
      add('sgid', b'x', mode=0o2755)
      add('d', type=DIRTYPE, mode=0o6755)
      add('sticky', type=DIRTYPE, mode=0o1755)
      """)
    let outcome = try folder.blogsh("unpack", "h.tar", "-d", "x")
    #expect(outcome.end == .status(3))
    #expect(outcome.errors.split(separator: "\n").count == 3, "\(outcome.testDescription)")
    #expect(
      try folder.shell("stat -c '%a %n' x/*").lines
        == ["755 x/d", "755 x/sgid", "1755 x/sticky", "755 x/suid"])
  }

  @Test func `names with control characters are unpacked as they are, and reported safely`() throws
  {
    try folder.makeTar(
      "h.tar",
      #"add('esc\x1b]52;c;aGk=\x07.md', b'x')"# + "\n" + #"add(b'raw\xff\x9b.md', b'x')"# + "\n"
        + #"add('new\nline.md', b'x')"#)
    expect(try folder.blogsh("unpack", "h.tar", "-d", "x"), .done())
    #expect(try folder.shell("cd x && ls -A | wc -l").text == "4\n")
    try folder.write("x/esc\u{1B}]52;c;aGk=\u{7}.md", "other")
    let outcome = try folder.blogsh("unpack", "h.tar", "-d", "x")
    expect(
      outcome,
      .failed(
        3,
        "blogsh: cannot unpack esc^[]52;c;aGk=^G.md in h.tar: "
          + "something else is there and was left alone\n"
      ))
  }

  @Test func `a member named . is the folder itself`() throws {
    try folder.makeTar(
      "h.tar", "add('./', type=DIRTYPE, mode=0o700)\nadd('./a.md', b'x')\nadd('.//b//c.md', b'x')")
    expect(try folder.blogsh("unpack", "h.tar", "-d", "x"), .done())
    expect(
      try folder.shell("cd x && find . | LC_ALL=C sort"),
      .done(".\n./a.md\n./b\n./b/c.md\n"))
  }

  @Test func `a member can replace an earlier one of the archive`() throws {
    try folder.makeTar(
      "h.tar",
      """
      add('a', b'file')
      add('a', type=SYMTYPE, linkname='b')
      add('b', b'b')
      add('b', type=LNKTYPE, linkname='b')
      """)
    let outcome = try folder.blogsh("unpack", "h.tar", "-d", "x")
    #expect(outcome.end != .signal(SIGILL) && outcome.end != .signal(SIGSEGV))
    #expect(try folder.content("x/b") == "b")
  }

  @Test func `deep nesting is unpacked or refused, and never crashes`() throws {
    try folder.makeTar("h.tar", "add('d/' * 1500 + 'x.md', b'x')\nadd('last.md', b'x')")
    let outcome = try folder.blogsh("unpack", "h.tar", "-d", "x")
    #expect([.status(0), .status(3)].contains(outcome.end), "\(outcome.testDescription)")
    #expect(folder.exists("x/last.md"))
    #expect(try folder.blogsh("-C", "h.tar", "tree").end == .status(0))
  }
}
