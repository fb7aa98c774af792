import ProgramSupport
import TestSupport
import Testing

/// A file that is moved costs a row of the index, and every tar program finds it where it is now.
struct MovedFileTests {
  /// Runs `moves.py`, which reports what is wrong; the test then fails.
  private func judgeMoves(_ words: [String]) throws {
    let folder = try TemporaryFolder()
    let run = try Program.start(
      "python3", ([Surroundings.judges + "/moves.py"] + words).map(\.bytes),
      environment: ["BLOGSH": Surroundings.blogsh, "PYTHONDONTWRITEBYTECODE": "1"], in: folder.path)
    expect(try run.wait(atMost: 300), .done())
  }

  @Test(arguments: [
    "a.md=x . a.md>b.md .",
    "a.md=x . a.md>b.md . b.md=y .",
    "a.md=x . a.md>b.md . b.md>a.md .",
    "a.md=x . a.md>b.md . b.md>c.md . c.md>a.md .",
    "a.md=x . a.md>b.md . b.md=y . b.md>a.md .",
    // Two files change places, at once and one after the other.
    "a.md=x b.md=y . a.md>t.md b.md>a.md t.md>b.md .",
    "a.md=x b.md=y . a.md>t.md . b.md>a.md . t.md>b.md .",
    // Two files with the content of one that is gone.
    "a.md=x . a.md+b.md a.md+c.md -a.md . b.md=y . a.md=z .",
    // The path of the member lives again, with another content and with the same.
    "a.md=x . a.md>b.md . a.md=z .",
    "a.md=x . a.md>b.md . a.md=x . a.md=y .",
    "a.md=x . a.md>b.md . b.md+a.md . a.md=y .",
    "! a.md=x . a.md>b.md . a.md/ a.md/c.md=q .",
    "! p/a.md=x . p/a.md>b.md -p . p=file .",
    "! p/a.md=x . p/a.md>b.md -p p=file .",
    // The new path had a member before.
    "a.md=x b.md=y . b.md>c.md . a.md>b.md .",
    "a.md=x b.md=y . -b.md . a.md>b.md . b.md=z .",
    // Files with two names, before and after they are moved.
    "a.md=x a.md~h.md . a.md>b.md . h.md=y . b.md=z .",
    "a.md=x . a.md>b.md . b.md~h.md . b.md=y .",
    "p/1.jpg=x p/2.jpg=y . p>pictures . pictures>a . a>z . z/1.jpg=w .",
  ])
  func `every program unpacks each file, and each snapshot comes back`(steps: String) throws {
    try judgeMoves(["steps"] + steps.split(separator: " ").map(String.init))
  }

  @Test(arguments: 1...8)
  func `every program unpacks each file after random moves`(seed: Int) throws {
    try judgeMoves(["\(seed)", "10"])
  }

  /// Makes a history in which a folder with pictures, one of them large, and a post was renamed.
  private func moved() throws -> (folder: TemporaryFolder, bytesAdded: Int) {
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 9)
    for (name, count) in [("1.jpg", 200_000), ("2.jpg", 200_000), ("large.bin", 9 << 20)] {
      try folder.write("archive/pics/\(name)", generator.bytes(count), modified: 1_000_000_000)
    }
    try folder.write(
      "archive/pics/2020-01-02-a.md", "# Needle\n\ntext\n", modified: 1_000_000_000)
    #expect(try folder.blogsh("backup", "--to", "h.tar.zst").end == .status(0))
    expect(
      try folder.shell("mv archive/pics archive/zpictures && touch archive/zpictures/1.jpg"),
      .done())
    expect(
      try folder.shell("mv archive/zpictures/2020-01-02-a.md archive/zpictures/2021-03-04-b.md"),
      .done())
    let before = try folder.contents("h.tar.zst").count
    let outcome = try folder.blogsh("backup", "--to", "h.tar.zst", "--allow-removals")
    #expect(outcome.end == .status(0), "\(outcome.testDescription)")
    return (folder, try folder.contents("h.tar.zst").count - before)
  }

  @Test func `a renamed folder does not store its contents again`() throws {
    let (folder, bytesAdded) = try moved()
    #expect(bytesAdded < 4_000)
    expect(try folder.blogsh("diff", "h.tar.zst", "archive"), .done())
    #expect(try folder.blogsh("verify", "h.tar.zst").end == .status(0))
    _ = try folder.judgeHistory("check", "h.tar.zst")
  }

  @Test func `every command reads a moved file`() throws {
    let (folder, _) = try moved()
    let post = "zpictures/2021-03-04-b.md"
    for archive in ["h.tar.zst", "h.tar.zst@2"] {
      expect(try folder.blogsh("-C", archive, "cat", "--raw", post), .done("# Needle\n\ntext\n"))
      #expect(
        try folder.blogsh("-C", archive, "ls", "-l", "zpictures").text
          == folder.blogsh("-C", "archive", "ls", "-l", "zpictures").text)
      expect(try folder.blogsh("-C", archive, "grep", "-l", "Needle"), .done("\(post)\n"))
      expect(try folder.blogsh("-C", archive, "find", "-name", "*b.md"), .done("\(post)\n"))
      expect(try folder.blogsh("-C", archive, "pack", "-o", "copy.tar.zst"), .done())
      expect(try folder.blogsh("diff", "copy.tar.zst", "archive"), .done())
      #expect(try folder.blogsh("verify", "copy.tar.zst").end == .status(0))
      #expect(try folder.blogsh("restore", archive, "--to", "out").end == .status(0))
      expect(try folder.blogsh("diff", "out", "archive"), .done())
      expect(try folder.shell("rm -r out"), .done())
    }
    expect(
      try folder.blogsh("-C", "h.tar.zst@1", "grep", "-l", "Needle"),
      .done("pics/2020-01-02-a.md\n"))
  }

  /// Damage to the member is damage to each path that it has in a snapshot.
  @Test func `verify names both paths of a lost member`() throws {
    let (folder, _) = try moved()
    var bytes = try folder.contents("h.tar.zst")
    bytes[5 << 20] ^= 1
    try folder.write("d.tar.zst".bytes, bytes)
    for option in ["--color=never", "--quick"] {
      let outcome = try folder.blogsh("verify", option, "d.tar.zst")
      #expect(outcome.end == .status(1))
      for path in ["pics/large.bin", "zpictures/large.bin"] {
        #expect(outcome.errors.contains("cannot verify \(path)"), "\(outcome.testDescription)")
      }
    }
  }

  @Test func `verify misses the links at the end of the tar`() throws {
    let (folder, _) = try moved()
    let script = Surroundings.judges + "/moves.py"
    expect(try folder.run("python3", script, "unlinked", "h.tar.zst", "d.tar.zst"), .done())
    let outcome = try folder.blogsh("verify", "d.tar.zst")
    #expect(outcome.end == .status(1))
    #expect(
      outcome.errors.contains("the links to moved files at its end"), "\(outcome.testDescription)")
    expect(try folder.blogsh("diff", "d.tar.zst", "archive"), .done())
    // The next snapshot writes them anew.
    try folder.write("archive/new.md", "# New\n")
    #expect(try folder.blogsh("backup", "--to", "d.tar.zst").end == .status(0))
    #expect(try folder.blogsh("verify", "d.tar.zst").end == .status(0))
  }

  @Test func `a damaged history gives its moved files back`() throws {
    let (folder, _) = try moved()
    let bytes = try folder.contents("h.tar.zst")
    // The seek table is lost; then the member of a post is.
    for (damage, isLost) in [(bytes.count - 3, false), (5 << 20, true)] {
      var damaged = bytes
      damaged[damage] ^= 1
      try folder.write("d.tar.zst".bytes, damaged)
      _ = try folder.blogsh("-C", "d.tar.zst", "pack", "--salvage", "-o", "s.tar.zst")
      #expect(try folder.blogsh("verify", "s.tar.zst").end == .status(0))
      expect(
        try folder.blogsh("-C", "s.tar.zst", "cat", "--raw", "zpictures/2021-03-04-b.md"),
        .done("# Needle\n\ntext\n"))
      let compared = try folder.blogsh("diff", "s.tar.zst", "archive")
      #expect(compared.end == .status(isLost ? 1 : 0), "\(compared.testDescription)")
      try folder.remove("s.tar.zst")
    }
  }
}
