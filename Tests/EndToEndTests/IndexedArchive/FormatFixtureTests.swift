import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Archives of each version of the format: version 3, which every later blogsh must read, and those
/// from before the first release, which are read as any other tar.
///
/// `Fixtures/format-N.sh` makes the collection that `format-N.tar.zst` was packed from, or each of
/// its states that has a snapshot, and explains how.
struct FormatFixtureTests {
  static let versions = [1, 2, 3]

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func archive(_ version: Int) -> String {
    Surroundings.fixtures + "/format-\(version).tar.zst"
  }

  @Test(arguments: 1...3)
  func `a snapshot of version 3 is read whole`(snapshot: Int) throws {
    let archive = Self.archive(3)
    expect(
      try folder.run(
        "sh", Surroundings.fixtures + "/format-3.sh", "\(snapshot)", "archive"), .done())
    try expectRead("\(archive)@\(snapshot)", as: "archive")
    if snapshot == 3 { try expectRead(archive, as: "archive") }
    let judged = try folder.judgeHistory("listing", archive, "\(snapshot)").text
    #expect(try judged == folder.listing("archive"))
  }

  @Test func `a history of version 3 is read, pruned and continued`() throws {
    expect(try folder.run("cp", Self.archive(3), "a.tar.zst"), .done())
    try expectVerified("a.tar.zst")
    let snapshots = try folder.judgeHistory("snapshots", "a.tar.zst")
    expect(try folder.blogsh("snapshots", "--json", "a.tar.zst"), snapshots)
    let changes = [
      #""posts":609,"files":612,"new":612,"changed":0,"removed":0,"touched":0"#,
      #""message":"Второ, 箱","origin":"/collection","posts":608,"files":612,"new":2"#,
      #""posts":608,"files":611,"new":1,"changed":2,"removed":2,"touched":1"#,
    ]
    #expect(zip(snapshots.lines, changes).allSatisfy { $0.contains($1) } && changes.count == 3)
    expect(
      try folder.run("sh", Surroundings.fixtures + "/format-3.sh", "1", "archive"), .done())
    let backup = try folder.blogsh("-C", "archive", "backup", "--to", "a.tar.zst")
    #expect(backup.end == .status(0), "\(backup.testDescription)")
    let pruned = try folder.blogsh("prune", "a.tar.zst", "--keep-last", "2")
    #expect(pruned.end == .status(0), "\(pruned.testDescription)")
    try expectVerified("a.tar.zst")
    #expect(try folder.judgeHistory("snapshots", "a.tar.zst").lines.count == 2)
    try expectRead("a.tar.zst@4", as: "archive")
  }

  // MARK: Before the first release

  private static let old = "was written before the first release, in version"

  @Test func `an archive of version 1 is named, read as any tar, and made new`() throws {
    let archive = Self.archive(1)
    expect(try folder.run("sh", Surroundings.fixtures + "/format-1.sh", "archive"), .done())
    for words in [["verify", archive], ["-C", archive, "ls"], ["diff", archive, "archive"]] {
      let outcome = try folder.blogsh(words)
      #expect(outcome.end == .status(0), "\(outcome.testDescription)")
      #expect(outcome.errors.contains("\(Self.old) 1; blogsh reindex makes it new"))
    }
    let outcome = try folder.blogsh("reindex", archive, "-o", "new.tar.zst")
    #expect(outcome.end == .status(0), "\(outcome.testDescription)")
    try expectVerified("new.tar.zst")
    try expectRead("new.tar.zst", as: "archive")
    #expect(try folder.judge("listing", "new.tar.zst").text == folder.listing("archive"))
  }

  @Test func `a history of version 2 is named and never written over or added to`() throws {
    expect(try folder.run("cp", Self.archive(2), "a.tar.zst"), .done())
    try folder.write("archive/post/a.md", "# A\n")
    for (words, status) in [
      (["verify", "a.tar.zst"], 1), (["snapshots", "a.tar.zst"], 1), (["ls", "-R"], 1),
      (["backup", "--to", "a.tar.zst"], 1), (["prune", "a.tar.zst", "--keep-last", "1"], 1),
      (["pack", "-o", "a.tar.zst"], 2),
    ] as [([String], Int32)] {
      let outcome = try folder.blogsh((words[0] == "ls" ? ["-C", "a.tar.zst"] : []) + words)
      #expect(outcome.end == .status(status), "\(outcome.testDescription)")
      #expect(!outcome.errors.isEmpty)
    }
    let before = [UInt8](try Data(contentsOf: URL(filePath: Self.archive(2))))
    #expect(try folder.contents("a.tar.zst") == before)
  }

  private func expectVerified(_ archive: String) throws {
    let verified = try folder.blogsh("verify", archive)
    #expect(verified.end == .status(0) && verified.errors == "", "\(verified.testDescription)")
  }

  /// Expects every way of reading to give the same as from the folder.
  private func expectRead(_ archive: String, as name: String) throws {
    // In the third snapshot it is removed.
    let second = folder.exists("\(name)/post/hard.md") ? ["post/hard.md"] : []
    for words in [
      ["ls", "-lRa", "--json"], ["ls", "-lR"], ["ls", "-R", "--tag", "boxes"], ["tree", "-a"],
      ["cat", "post/plain.md", "post/link.md", "post/箱.md"] + second, ["ls", "-Ra", "--checksum"],
    ] {
      let outcome = try folder.blogsh(["-C", archive] + words)
      expect(outcome, try folder.blogsh(["-C", name] + words), "\(words)")
      #expect(!outcome.output.isEmpty)
    }
    expect(try folder.blogsh("diff", archive, name), .done())
    _ = try folder.run("rm", "-rf", "x")
    expect(try folder.blogsh("unpack", archive, "-d", "x"), .done())
    #expect(try folder.listing("x") == folder.listing(name))
  }

  @Test(arguments: versions)
  func `a fixture contains no user, host or path of a machine`(version: Int) throws {
    let archive = Self.archive(version)
    let tar = try Program.run("zstd", "-d", "-c", archive).output
    let texts = [try Data(contentsOf: URL(filePath: archive)), Data(tar)]
    let host = ProcessInfo.processInfo.hostName
    for word in [NSUserName(), NSHomeDirectory(), host, Surroundings.package, "/tmp/", "/home/"]
    where word.utf8.count > 3 && word != "localhost" {
      for text in texts { #expect(text.range(of: Data(word.utf8)) == nil, "\(word)") }
    }
    let owners = try folder.shell(
      "tar --numeric-owner -tvf \"$1\" | awk '{ print $2 }' | sort -u", archive)
    // tar(1) warns about a header of libarchive that it does not know.
    #expect(owners.end == .status(0) && owners.text == "0/0\n", "\(owners.testDescription)")
  }
}
