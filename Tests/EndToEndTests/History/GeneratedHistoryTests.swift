import ProgramSupport
import TestSupport
import Testing

/// A generated history of 200 snapshots: every state of the collection comes back exactly.
struct GeneratedHistoryTests {
  /// Made once for all tests: a test that changes anything takes a copy.
  static let grown = Result {
    let folder = try TemporaryFolder()
    try folder.judgeHistory(["grow", "1", "200"])
    return folder
  }

  let folder: TemporaryFolder

  init() throws { folder = try Self.grown.get().lendingHistory() }

  /// Every fourth snapshot, from one of the first four on.
  private static func numbers(_ part: Int) -> [String] {
    stride(from: part, through: 200, by: 4).map(String.init)
  }

  @Test(arguments: 1...4)
  func `every snapshot is packed exactly, and diff finds no difference from the copy`(part: Int)
    throws
  {
    try folder.judgeHistory(["packs", "history.tar.zst"] + Self.numbers(part))
  }

  @Test(arguments: 1...4)
  func `every snapshot restores exactly, to a new folder and over another snapshot`(
    part: Int
  ) throws {
    try folder.judgeHistory(["restores", "history.tar.zst"] + Self.numbers(part))
  }

  @Test func `snapshots are unpacked exactly`() throws {
    try folder.judgeHistory(["unpacks", "history.tar.zst", "1", "50", "120", "200"])
  }

  @Test func `the changes of a snapshot are those that diff finds between the copies`() throws {
    try folder.judgeHistory(["counts", "history.tar.zst"])
  }

  @Test func `a judge that knows only the format finds no fault in it`() throws {
    _ = try folder.judgeHistory("check", "history.tar.zst")
  }

  @Test func `the whole history passes verify`() throws {
    let outcome = try folder.blogsh("verify", "history.tar.zst")
    #expect(
      outcome.end == .status(0) && outcome.text.contains("whole: 200 snapshots"),
      "\(outcome.testDescription)")
    for number in ["1", "77", "200"] {
      let one = try folder.blogsh("verify", "history.tar.zst", "--snapshot", number)
      #expect(one.end == .status(0) && one.text.contains("whole"), "\(one.testDescription)")
    }
  }

  @Test(arguments: [1, 2, 40, 150])
  func `snapshots that prune keeps restore exactly, and the file is smaller`(count: Int) throws {
    let before = try folder.contents("history.tar.zst")
    let preview = try folder.blogsh("prune", "history.tar.zst", "--keep-last", "\(count)", "-n")
    #expect(preview.end == .status(0), "\(preview.testDescription)")
    #expect(try folder.contents("history.tar.zst") == before)
    let pruned = try folder.blogsh("prune", "history.tar.zst", "--keep-last", "\(count)")
    #expect(pruned.end == .status(0) && pruned.errors == "", "\(pruned.testDescription)")
    #expect(try folder.contents("history.tar.zst").count < before.count)
    try folder.expectNames("archive", "copies", "history.tar.zst")
    #expect(
      try folder.snapshots("history.tar.zst").map(\.snapshot) == Array((201 - count)...200))
    #expect(try folder.blogsh("verify", "history.tar.zst").end == .status(0))
    try folder.judgeHistory(["packs", "history.tar.zst"])
    try folder.judgeHistory(["restores", "history.tar.zst", "\(201 - count)", "200"])
  }

  @Test func `a backup after a prune adds a snapshot`() throws {
    #expect(
      try folder.blogsh("prune", "history.tar.zst", "--keep-last", "9").end == .status(0))
    expect(
      try folder.shell("cp -a archive/ mine && echo more >mine/more.md"), .done())
    let made = try folder.blogsh("-C", "mine", "backup", "--to", "history.tar.zst", "--json")
    let reported = try ReportedSnapshot(json: made.text)
    #expect(
      reported.snapshot == 201 && reported.changes == [1, 0, 0, 0], "\(made.testDescription)")
    try folder.judgeHistory(["packs", "history.tar.zst"] + (192...200).map(String.init))
    expect(try folder.blogsh("diff", "history.tar.zst", "mine"), .done())
  }

  /// Damages places all over the file, in frames of members and of indexes.
  @Test(arguments: 0..<8)
  func `damage is reported, stops a backup, and loses only the damaged members`(
    part: Int
  ) throws {
    var damaged = try folder.contents("history.tar.zst")
    let place = damaged.count * (2 * part + 1) / 16
    for index in place..<(place + 7) { damaged[index] ^= 0x55 }
    try folder.write("history.tar.zst", damaged)
    let verified = try folder.blogsh("verify", "history.tar.zst")
    #expect(verified.end == .status(1) && verified.errors != "", "\(verified.testDescription)")

    expect(try folder.shell("cp -a archive/ mine && echo more >mine/more.md"), .done())
    let refused = try folder.blogsh("-C", "mine", "backup", "--to", "history.tar.zst")
    #expect(
      refused.end == .status(1) && refused.errors.contains("pack -o saved.tar.zst --salvage"),
      "\(refused.testDescription)")
    #expect(try folder.contents("history.tar.zst") == damaged)

    let saved = try folder.shell(
      "\"$BLOGSH\" -C history.tar.zst pack -o saved.tar.zst --salvage 2>messages")
    #expect(saved.end == .status(1), "\(saved.testDescription)")
    #expect(try folder.blogsh("verify", "saved.tar.zst").end == .status(0))
    try folder.judgeHistory(["salvaged", "saved.tar.zst", "messages"])
    try folder.expectNames(
      "archive", "copies", "history.tar.zst", "messages", "mine", "saved.tar.zst")
  }
}

/// Programs that do not know of snapshots.
struct StockToolHistoryTests {
  /// Except for a file in the place of a folder that was not empty or, without -P, of a link that
  /// led out.
  @Test(arguments: ["tar", "bsdtar"], [11, 12])
  func `stock tools unpack the newest version of every post that still exists`(
    program: String, seed: Int
  ) throws {
    let folder = try TemporaryFolder()
    try folder.judgeHistory(["grow", "\(seed)", "40", "for-tar"])
    try folder.makeFolder("out")
    let outcome = try folder.run(program, "-xf", "history.tar.zst", "-C", "out")
    // GNU tar does not know the pax header that marks a name as not UTF-8, and does not need to.
    let errors = outcome.errors.split(separator: "\n").filter { !$0.contains("'hdrcharset'") }
    #expect(outcome.end == .status(0) && errors == [], "\(outcome.testDescription)")
    try folder.judgeHistory(["newest", "out", "copies/40"])
  }
}
