import ProgramSupport
import TestSupport
import Testing

/// Archives whose terms are false. Terms only help: a search without them reads every frame.
struct ForgedTermsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Searches for words, for parts of words, and for what only a binary file could hold.
  static let searches = [
    ["-n", "tag7"], ["-i", "NUMBER"], ["xt 5"], ["[Tt]ext 1?1\\."], ["-c", "PNG"],
  ]

  /// What the searches find in the folder.
  private static let found = Result {
    let folder = try TemporaryFolder()
    try folder.forge("whole", as: "whole.tar.zst")
    try folder.makeFolder("c")
    try #require(try folder.run("tar", "-I", "zstd", "-xpf", "whole.tar.zst", "-C", "c") == .done())
    return try searches.map { try folder.blogsh(["-C", "c", "grep"] + $0) }
  }

  @Test func `there are forgeries of every kind`() {
    #expect(Self.names("unread").count >= 75)
    #expect(Self.names("hides").count >= 10)
    #expect(Self.right.count >= 10)
  }

  static func names(_ kind: String) -> [String] { ForgedArchiveTests.names(kind) }

  static let right = names("right").filter { $0.contains("term") }

  @Test(arguments: right)
  func `terms that are unusual but valid hide nothing`(forgery: String) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    _ = try folder.judge("check", "f.tar.zst")
    try expectAllFound()
  }

  @Test(arguments: names("unread"))
  func `a search reads every frame where terms cannot be read, and verify reports them`(
    forgery: String
  ) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    try expectAllFound()
    try expectNotVerified(because: "Damaged")
    let listed = try folder.blogsh("-C", "f.tar.zst", "terms")
    #expect(listed.end == .status(1) && listed.hasOneLineOfErrors, "\(listed.testDescription)")
  }

  @Test(arguments: names("hides"))
  func `verify names what terms hide, and reindex takes them away`(forgery: String) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    for search in Self.searches {
      let outcome = try folder.blogsh(["-C", "f.tar.zst", "grep"] + search)
      #expect(
        [.status(0), .status(1)].contains(outcome.end) && outcome.errors.isEmpty,
        "\(search) \(outcome.testDescription)")
    }
    try expectNotVerified(because: "its terms", "Damaged terms: its terms are not sorted")
    expect(
      try folder.blogsh("reindex", "--terms", "never", "f.tar.zst", "-o", "r.tar.zst"), .done())
    #expect(try folder.blogsh("verify", "r.tar.zst").end == .status(0))
  }

  @Test(
    arguments: names("unread").filter { name in
      ["2^", "GiB", "MiB", "small", "65", "without-end"].contains { name.contains($0) }
    })
  func `no number in the terms determines how much memory is used`(forgery: String) throws {
    try folder.forge(forgery, as: "f.tar.zst")
    for command in [
      ["-C", "f.tar.zst", "grep", "tag7"], ["-C", "f.tar.zst", "terms"], ["verify", "f.tar.zst"],
      ["reindex", "--terms", "always", "f.tar.zst", "-o", "r.tar.zst"],
    ] {
      let (status, mebibytes) = try folder.peak(command)
      #expect((0...1).contains(status), "\(command)")
      #expect(Sanitizing.isOn || mebibytes < 64, "\(command) takes \(mebibytes) MiB")
    }
  }

  // MARK: Judging

  /// Expects each search to find what it finds in the folder.
  private func expectAllFound() throws {
    for (search, found) in zip(Self.searches, try Self.found.get()) {
      expect(try folder.blogsh(["-C", "f.tar.zst", "grep"] + search), found, "\(search)")
    }
  }

  /// Expects the program and the judge to find fault with the archive.
  private func expectNotVerified(because causes: String...) throws {
    let outcome = try folder.blogsh("verify", "f.tar.zst")
    #expect(outcome.end == .status(1), "\(outcome.testDescription)")
    #expect(
      outcome.hasOneLineOfErrors && causes.contains { outcome.errors.contains($0) },
      "\(outcome.testDescription)")
    let judged = try folder.run("python3", Surroundings.judges + "/judge.py", "check", "f.tar.zst")
    #expect(judged.end == .status(1), "\(judged.testDescription)")
  }
}
