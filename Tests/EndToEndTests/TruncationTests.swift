import Foundation
import ProgramSupport
import TestSupport
import Testing

/// Archives that are cut or damaged at every byte.
struct TruncationTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "c/a.md", "---\ntitle: A\n---\nSome text of a post.\n", modified: 1_000_000_000)
    try folder.write("c/b.md", "Another.\n", modified: 1_000_000_000)
    try folder.setTime("c", 1_000_000_000)
  }

  /// Runs the program with bytes as its standard input.
  private func run(_ arguments: [String], _ bytes: some Collection<UInt8>) throws -> Outcome {
    try Program.run(Surroundings.blogsh, arguments, input: .bytes(Array(bytes)))
  }

  @Test func `a tar that is cut anywhere before its end is never reported as whole`() throws {
    expect(try folder.blogsh("-C", "c", "pack", "-o", "a.tar"), .done())
    let whole = try folder.contents("a.tar")
    let contentEnd = 4 * 512
    #expect(whole.count > contentEnd && whole[(contentEnd - 512)..<contentEnd].contains(0x41))
    for length in 0..<whole.count {
      let outcome = try run(["verify", "-"], whole.prefix(length))
      // Only a part of the zeros at the end is needed.
      if outcome.end == .status(0) {
        #expect(length >= contentEnd + 512, "whole at \(length) of \(whole.count)")
        #expect(
          outcome.text.hasSuffix("2 posts in 2 members, 47 bytes\n"), "\(length): \(outcome.text)")
      } else {
        #expect(
          outcome.end == .status(length == 0 ? 2 : 1) || length < 512 && outcome.end == .status(2),
          "\(length): \(outcome.testDescription)")
        #expect(
          saysDamage(outcome) && outcome.hasOneLineOfErrors,
          "\(length): \(outcome.testDescription)")
      }
    }
    #expect(try run(["verify", "-"], whole).end == .status(0))
  }

  /// Returns whether a verification prints nothing, or only that the archive is damaged.
  private func saysDamage(_ outcome: Outcome) -> Bool {
    outcome.output == [] || outcome.text.hasPrefix("standard input: damaged: ")
      || outcome.text.hasPrefix("-: damaged: ")
  }

  @Test(arguments: Form.allCases.filter { $0 != .tar && $0 != .shortGzip })
  func `a compressed archive that is cut anywhere is never reported as whole`(form: Form) throws {
    expect(try folder.blogsh("-C", "c", "pack", "-o", "a." + form.rawValue), .done())
    let whole = try folder.contents("a." + form.rawValue)
    for length in 0..<whole.count {
      let outcome = try run(["verify", "-"], whole.prefix(length))
      #expect(
        outcome.end == .status(1) || outcome.end == .status(2),
        "\(length) of \(whole.count): \(outcome.testDescription)")
      #expect(
        // In an archive of frames, each loss has a line of its own.
        saysDamage(outcome)
          && (form == .zstd ? !outcome.errors.isEmpty : outcome.hasOneLineOfErrors),
        "\(length): \(outcome.testDescription)")
    }
    #expect(try run(["verify", "-"], whole).end == .status(0))
  }

  @Test func `a flipped byte anywhere in a tar never causes a crash`() throws {
    expect(try folder.blogsh("-C", "c", "pack", "-o", "a.tar"), .done())
    let whole = try folder.contents("a.tar")
    let fine: [Outcome.End] = [.status(0), .status(1), .status(2), .status(3)]
    for index in whole.indices {
      var damaged = whole
      damaged[index] ^= 0xFF
      let verified = try run(["verify", "-"], damaged)
      #expect(fine.contains(verified.end), "verify, byte \(index): \(verified.testDescription)")
      // In a header, the checksum reveals it.
      if index < 512 || (1024..<1536).contains(index) {
        #expect(verified.end != .status(0), "verify, byte \(index): \(verified.testDescription)")
      }
      if index % 5 == 0 {
        let listed = try run(["-C", "-", "ls", "-lRa"], damaged)
        #expect(fine.contains(listed.end), "ls, byte \(index): \(listed.testDescription)")
      }
    }
  }

  @Test(arguments: Form.allCases.filter { $0 != .tar && $0 != .shortGzip })
  func `a flipped byte in a compressed archive causes neither crash nor other content`(form: Form)
    throws
  {
    expect(try folder.blogsh("-C", "c", "pack", "-o", "a." + form.rawValue), .done())
    let whole = try folder.contents("a." + form.rawValue)
    let content = try folder.contents("c/a.md")
    for index in whole.indices {
      var damaged = whole
      damaged[index] ^= 0x10
      let outcome = try run(["-C", "-", "cat", "--raw", "a.md"], damaged)
      guard case .status(let status) = outcome.end, (0...3).contains(status) else {
        Issue.record("byte \(index): \(outcome.testDescription)")
        continue
      }
      #expect(status != 0 || outcome.output == content, "byte \(index): \(outcome.testDescription)")
    }
  }

  @Test func `posts before the damage are listed and shown, and the damage is reported`()
    throws
  {
    expect(try folder.blogsh("-C", "c", "pack", "-o", "a.tar"), .done())
    try folder.write("cut.tar", Array(try folder.contents("a.tar").prefix(1600)))
    let listed = try folder.blogsh("-C", "cut.tar", "ls", "-R")
    #expect(listed.end == .status(1) && listed.hasOneLineOfErrors, "\(listed.testDescription)")
    #expect(listed.lines.first == "a.md")
    let shown = try folder.blogsh("-C", "cut.tar", "cat", "--raw", "a.md")
    #expect(shown.output == (try folder.contents("c/a.md")))
    #expect(shown.end == .status(1) && shown.hasOneLineOfErrors, "\(shown.testDescription)")
  }

  @Test func `unpacking a cut archive keeps whole files and leaves nothing half-written`() throws {
    try folder.write("c/big.md", String(repeating: "text of a large post\n", count: 30_000))
    expect(try folder.blogsh("-C", "c", "pack", "-o", "a.tar"), .done())
    let whole = try folder.contents("a.tar")
    for length in [
      100, 512, 600, 1024, 1100, 1536, 1540, 2048, 2500, 3000, 300_000, whole.count - 1024,
    ] {
      try folder.write("cut.tar", Array(whole.prefix(length)))
      let outcome = try folder.blogsh("unpack", "cut.tar", "-d", "x\(length)")
      #expect(outcome.end != .status(0), "\(length)")
      #expect(outcome.hasOneLineOfErrors, "\(length): \(outcome.testDescription)")
      for name in try folder.shell("ls -A \"$1\"", "x\(length)").lines {
        #expect(
          try folder.contents("x\(length)/\(name)") == folder.contents("c/\(name)"),
          "\(length) \(name)")
      }
    }
  }
}
