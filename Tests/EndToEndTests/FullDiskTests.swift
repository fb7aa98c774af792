import Foundation
import ProgramSupport
import TestSupport
import Testing

/// A full disk: the old output stays, and nothing half-written is left.
struct FullDiskTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    var seed: UInt32 = 1
    let noise = (0..<300_000).map { _ in
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return UInt8(seed >> 24)
    }
    try folder.write("archive/post/a.md", "# A\n")
    try folder.write("archive/post/noise.bin", noise)
    try folder.write("archive/post/z.md", "# Z\n")
  }

  /// A limit of 64 KiB on the size of files; the signal that comes with it is ignored, since a full
  /// disk sends none.
  static let limited = "trap '' XFSZ; ulimit -f 128; \(Sanitizing.writingNone)"

  @Test(arguments: [
    ["cat", "post/a.md"], ["ls", "-R"], ["ls", "--json", "-R"], ["tree"], ["wc", "post/a.md"],
    ["head", "post/a.md"], ["cat", "--raw", "post/noise.bin"], ["--help"], ["pack", "--help"],
  ])
  func `a full disk at standard output is trouble`(arguments: [String]) throws {
    let outcome = try folder.shell(
      "\"$BLOGSH\" \(arguments.map { "'\($0)'" }.joined(separator: " ")) >/dev/full")
    expect(
      outcome, .failed(2, "blogsh: cannot write to standard output: No space left on device\n"))
  }

  @Test(arguments: Form.allCases)
  func `a full disk at the standard output of pack is trouble`(form: Form) throws {
    let outcome = try folder.shell(
      "\"$BLOGSH\" pack -o - --format \"$1\" >/dev/full", form.rawValue)
    #expect(outcome.end == .status(2) && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    #expect(outcome.errors.hasPrefix("blogsh: cannot write standard output: "))
    #expect(outcome.errors.hasSuffix("No space left on device\n"))
  }

  @Test(arguments: Form.allCases)
  func `packing to a full disk leaves the old archive, and no other file`(form: Form) throws {
    let name = "x." + form.rawValue
    try folder.write(name, "the old bytes\n", modified: 1_000_000_000)
    let before = try folder.listing()
    let outcome = try folder.shell(Self.limited + "\"$BLOGSH\" pack -o \"$1\"", name)
    // libarchive describes the error, or says nothing.
    #expect(outcome.end == .status(2) && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    #expect(outcome.errors.hasPrefix("blogsh: cannot write \(name): "))
    #expect(outcome.errors.hasSuffix("File too large\n"), "\(outcome.testDescription)")
    #expect(try folder.listing() == before)
    expect(try folder.shell("rm \"$1\"", name), .done())
    #expect(try folder.shell(Self.limited + "\"$BLOGSH\" pack -o \"$1\"", name).end == .status(2))
    expect(
      try folder.run("ls", "-A"),
      .done("archive\n"))
  }

  @Test func `packing to a full device is trouble`() throws {
    expect(
      try folder.blogsh("pack", "-o", "/dev/full", "--format", "tar"),
      .failed(2, "blogsh: cannot write /dev/full: No space left on device\n"))
  }

  @Test func `unpacking to a full disk keeps whole files and nothing half-written`() throws {
    expect(try folder.blogsh("pack", "-o", "a.tar.gz"), .done())
    let outcome = try folder.shell(Self.limited + "\"$BLOGSH\" unpack a.tar.gz -d x")
    #expect(outcome.end == .status(2) || outcome.end == .status(3), "\(outcome.testDescription)")
    #expect(
      outcome.hasOneLineOfErrors && outcome.errors.contains("post/noise.bin"),
      "\(outcome.testDescription)")
    #expect(outcome.errors.hasSuffix(": File too large\n"), "\(outcome.testDescription)")
    #expect(try folder.content("x/post/a.md") == "# A\n")
    #expect(!folder.exists("x/post/noise.bin"))
    expect(
      try folder.shell("find x -name '.*'"),
      .done())
  }

  @Test func `new on a full disk leaves no post`() throws {
    // Through pipes, since no file may grow.
    let outcome = try folder.shell(
      """
      { trap '' XFSZ; ulimit -f 0
      \(Sanitizing.writingNone)"$BLOGSH" new 'A title' 2>&1; echo $?; } | cat
      """)
    expect(outcome, .done("blogsh: cannot write post/a-title.md: File too large\n2\n"))
    expect(try folder.run("ls", "-A", "archive/post"), .done("a.md\nnoise.bin\nz.md\n"))
  }

  @Test func `new on a full disk leaves no folder that it needed`() throws {
    try folder.makeFolder("empty")
    let outcome = try folder.shell(
      """
      { trap '' XFSZ; ulimit -f 0
      \(Sanitizing.writingNone)"$BLOGSH" -C empty new 'a / b / c' 2>&1; echo $?; } | cat
      """)
    expect(outcome, .done("blogsh: cannot write post/a-/-b-/-c.md: File too large\n2\n"))
    expect(try folder.run("ls", "-A", "empty"), .done())
  }

  @Test(.disabled(if: Sanitizing.writesFiles, "the sanitizer itself needs room where it does"))
  func `an archive from a pipe reports that it needs room`() throws {
    expect(try folder.blogsh("pack", "-o", "a.tar"), .done())
    let outcome = try folder.shell("cat a.tar | (" + Self.limited + "\"$BLOGSH\" -C - ls -R)")
    #expect(outcome.end == .status(2) && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
  }
}
