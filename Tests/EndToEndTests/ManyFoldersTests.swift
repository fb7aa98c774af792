import ProgramSupport
import TestSupport
import Testing

/// A folder for each post, and more of them than a process may have descriptors.
struct ManyFoldersTests {
  static let count = 400
  /// A limit that is less than the number of folders.
  static let limited = "ulimit -n 250; \"$BLOGSH\" "

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<Self.count { try folder.write("c/\(number)/index.md", "Text \(number).\n") }
  }

  @Test func `every post is packed, backed up, searched and written back`() throws {
    for command in [
      "-C c pack -o a.tar.zst", "-C c backup --to h.tar.zst", "verify a.tar.zst",
      "unpack a.tar.zst -d u", "restore h.tar.zst --to r", "diff c u", "diff c r",
      "-C c pack -o a.tar", "reindex a.tar -o b.tar.zst",
    ] {
      let outcome = try folder.shell(Self.limited + command)
      #expect(outcome.end == .status(0) && outcome.errors == "", "\(command)")
    }
    for collection in ["c", "a.tar.zst", "h.tar.zst"] {
      let found = try folder.shell(Self.limited + "-C \(collection) grep -l Text | wc -l")
      expect(found, .done("\(Self.count)\n"))
    }
  }
}
