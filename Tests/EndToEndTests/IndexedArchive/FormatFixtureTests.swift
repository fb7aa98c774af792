import Foundation
import TestSupport
import Testing

/// Archives of each released version of the format, which every later blogsh has to read.
///
/// `Fixtures/format-N.sh` makes the collection that `format-N.tar.zst` was packed from, and says how.
struct FormatFixtureTests {
  static let versions = [1]

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func archive(_ version: Int) -> String {
    Surroundings.fixtures + "/format-\(version).tar.zst"
  }

  @Test(arguments: versions)
  func `an archive of this version is read whole`(version: Int) throws {
    let archive = Self.archive(version)
    expect(
      try folder.run("sh", Surroundings.fixtures + "/format-\(version).sh", "archive"), .done())
    let verified = try folder.blogsh("verify", archive)
    #expect(verified.end == .status(0) && verified.errors == "", "\(verified.testDescription)")
    for words in [
      ["ls", "-lRa", "--json"], ["ls", "-lR"], ["ls", "-R", "--tag", "boxes"], ["tree", "-a"],
      ["cat", "post/plain.md", "post/hard.md", "post/箱.md"], ["ls", "-Ra", "--checksum"],
    ] {
      let outcome = try folder.blogsh(["-C", archive] + words)
      expect(outcome, try folder.blogsh(["-C", "archive"] + words), "\(words)")
      #expect(!outcome.output.isEmpty)
    }
    expect(try folder.blogsh("diff", archive, "archive"), .done())
    expect(try folder.blogsh("unpack", archive, "-d", "x"), .done())
    #expect(try folder.listing("x") == folder.listing("archive"))
    #expect(try folder.judge("listing", archive).text == folder.listing("archive"))
  }

  @Test(arguments: versions)
  func `it holds no user, host or path of a machine`(version: Int) throws {
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
    // tar(1) tells of a key of libarchive's that it does not know.
    #expect(owners.end == .status(0) && owners.text == "0/0\n", "\(owners.testDescription)")
  }
}
