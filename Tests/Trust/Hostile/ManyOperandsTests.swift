import ProgramSupport
import TestSupport
import Testing

/// Names more paths on a command line than a person would: `xargs` and shells do. The work grows
/// with their number, not with its square.
struct ManyOperandsTests {
  private static let commands = [
    ["ls"], ["ls", "-d"], ["ls", "-l"], ["ls", "--checksum"], ["wc"], ["cat", "--raw"], ["head"],
    ["grep", "-c", "text"], ["find"], ["find", "--drafts"], ["tree"],
  ]
  private static let collections = ["archive", "x.tar", "x.tar.zst"]

  /// Each path is looked up, so 100,000 of them take some seconds. By the square of their number,
  /// it would be minutes; such a run is ended as one that hangs.
  @Test func `a hundred thousand operands take no time by the square of their number`() throws {
    let folder = try TemporaryFolder()
    for number in 10...99 { try folder.write("archive/\(number).md", "Some text.\n") }
    for name in Self.collections.dropFirst() {
      #expect(try folder.blogsh("pack", "-o", name).end == .status(0))
    }
    let cases = Self.commands.flatMap { command in
      Self.collections.map { (command: command, collection: $0) }
    }
    let names = (0..<100_000).map { "\(10 + $0 % 90).md" }.joined(separator: "\n")
    try folder.write("names", names)
    for (command, collection) in Campaign.share(of: cases, atMost: 3) {
      let words = command.joined(separator: " ")
      let run = try folder.shell(
        "ulimit -t 200; \"$BLOGSH\" -C \(collection) \(words) $(cat names) >out")
      #expect(run.end == .status(0), "\(collection), \(command): \(run.testDescription)")
    }
  }
}
