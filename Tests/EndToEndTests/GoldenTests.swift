import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The collection that ships, as it is shown.
struct GoldenTests {
  /// The posts, by their paths.
  static let posts: [String] = {
    let found = FileManager.default.enumerator(atPath: Surroundings.archive)?.compactMap {
      $0 as? String
    }
    return (found ?? []).filter { $0.hasSuffix(".md") }.sorted()
  }()

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // Lists show the times of files that have no date of their own, and a checkout sets any times.
    let copied = try folder.shell(
      "cp -R \"$1\" archive && find archive -exec touch -h -d @1700000000 {} +",
      Surroundings.archive)
    try #require(copied == .done())
  }

  @Test func `at least fifteen posts ship`() {
    #expect(Self.posts.count >= 15)
  }

  @Test(arguments: posts)
  func `every post is shown as in its golden file`(path: String) throws {
    try Golden.expect(try folder.blogsh("cat", path), matches: "cat/" + Golden.name(of: path))
  }

  @Test(arguments: posts)
  func `every post wraps as in its golden file`(path: String) throws {
    try Golden.expect(
      try folder.blogsh("cat", "--width", "60", path), matches: "cat-60/" + Golden.name(of: path))
  }

  @Test(.disabled(if: Surroundings.records), arguments: ["cat", "cat-60"])
  func `every golden file has its post`(kind: String) throws {
    let goldens = try FileManager.default.contentsOfDirectory(
      atPath: Surroundings.golden + "/" + kind)
    #expect(goldens.map(Golden.path(ofName:)).sorted() == Self.posts)
  }

  @Test(arguments: [
    ("ls.txt", ["ls", "post"]),
    ("ls-l.txt", ["ls", "-l", "post"]),
    ("ls-lRat.txt", ["ls", "-lRat"]),
    ("ls-json.txt", ["ls", "--json", "-R"]),
    ("ls-json-all.txt", ["ls", "--json", "-Ra"]),
    ("tree.txt", ["tree"]),
    ("wc.txt", ["wc"] + posts),
    ("asset.txt", ["cat", "post/the-shelf-by-the-stairs.png"]),
    ("text.txt", ["cat", "post/2025-08-30-inventory-of-the-shed.txt"]),
    ("meta.txt", ["cat", "--meta"] + posts),
  ])
  func `lists are as in their golden files`(name: String, arguments: [String]) throws {
    try Golden.expect(try folder.blogsh(arguments), matches: "lists/" + name)
  }

  /// The commands that `help` lists.
  static let commands = [
    "cat", "ls", "tree", "head", "tail", "wc", "find", "grep", "tags", "authors", "terms", "new",
    "edit", "publish", "init", "pack", "unpack", "reindex", "index", "verify", "diff", "backup",
    "status", "snapshots", "log", "restore", "prune", "site", "shell", "completion", "version",
  ]

  @Test(arguments: commands)
  func `the help of a command is as in its golden file`(command: String) throws {
    // The parser wraps at the width that it takes the terminal to have.
    let environment = ["COLUMNS": "80"]
    try Golden.expect(
      try folder.blogsh(command, "--help", environment: environment),
      matches: "help/\(command).txt")
    #expect(
      try folder.blogsh("help", command, environment: environment)
        == folder.blogsh(command, "--help", environment: environment))
  }

  @Test(arguments: [["--help"], ["help"]])
  func `the help of the program is as in its golden file`(arguments: [String]) throws {
    try Golden.expect(
      try folder.blogsh(arguments, environment: ["COLUMNS": "80"]), matches: "help/blogsh.txt")
  }

  @Test func `only the help of the program lists exit statuses, the rule of colours and limits`()
    throws
  {
    for command in [[]] + Self.commands.map({ [$0] }) {
      let help = try folder.blogsh(command + ["--help"]).text
      for words in [
        "0   success", "1   the answer is no", "2   failure", "3   partly done", "64  wrong",
        "NO_COLOR", "--max-ratio", "--max-window",
      ] {
        #expect(help.contains(words) == command.isEmpty, "\(command) \(words)")
      }
    }
  }

  @Test func `help fits one or two screens, and that of grep three`() throws {
    for command in Self.commands {
      let lines = try folder.blogsh("help", command, environment: ["COLUMNS": "80"]).text
        .split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= (command == "grep" ? 63 : 50), "\(command): \(lines.count)")
      #expect(lines.allSatisfy { $0.count <= 80 }, "\(command)")
    }
  }

  @Test func `the limits can be asked for alone`() throws {
    let limits = try folder.blogsh("help", "limits")
    #expect(limits.end == .status(0) && limits.text.contains("--max-ratio <number>"))
    #expect(try folder.blogsh("help").text.contains(limits.text))
    expect(try folder.blogsh("shell", "-c", "help limits"), limits)
  }
}
