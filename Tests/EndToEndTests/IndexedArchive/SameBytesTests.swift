import ProgramSupport
import TestSupport
import Testing

/// The same collection makes the same archive, whatever the environment and the place.
struct SameBytesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func pack(
    _ output: String, _ options: [String] = [], in environment: [String: String] = [:]
  )
    throws -> [UInt8]
  {
    expect(
      try folder.blogsh(["pack", "-o", output] + options, environment: environment), .done(),
      "\(options) \(environment)")
    return try folder.contents(output)
  }

  @Test(arguments: TestCollection.allCases)
  func `the bytes do not depend on the number of jobs`(collection: TestCollection) throws {
    try folder.make(collection)
    let bytes = try pack("a.tar.zst")
    for jobs in ["1", "2", "7"] {
      #expect(try pack("\(jobs).tar.zst", ["--jobs", jobs]) == bytes, "\(jobs) jobs")
    }
    let piped = try folder.shell(
      "\"$BLOGSH\" pack -o - --format tar.zst --jobs 2 | cmp - a.tar.zst")
    expect(piped, .done())
  }

  @Test(arguments: [
    ["LC_ALL": "C"], ["LC_ALL": "POSIX"], ["LC_ALL": "tr_TR.UTF-8"], ["LC_ALL": "de_DE.ISO-8859-1"],
    ["TZ": "Asia/Kathmandu"], ["TZ": "XXX-14"], ["HOME": "/"], ["USER": "somebody"],
    ["SOURCE_DATE_EPOCH": "1"], ["COLUMNS": "7"],
  ])
  func `the bytes do not depend on the environment`(environment: [String: String]) throws {
    try folder.make(.sample)
    #expect(try pack("b.tar.zst", in: environment) == pack("a.tar.zst"))
  }

  @Test func `the bytes do not depend on the order and the place of the files`() throws {
    try folder.make(.blog)
    let bytes = try pack("a.tar.zst")
    let copied = try folder.shell(
      """
      mkdir -p elsewhere/deep/other && cd archive
      find . -type f | sort -r | tar -cf - -T - | tar -xpf - -C ../elsewhere/deep/other
      cd ../elsewhere/deep/other && find . -type d -exec touch -d @1450000000 {} +
      """)
    expect(copied, .done())
    expect(
      try folder.blogsh("-C", "elsewhere/deep/other", "pack", "-o", "b.tar.zst"), .done())
    #expect(try folder.contents("b.tar.zst") == bytes)
  }

  @Test(arguments: ["a.tar", "a.tar.gz", "a.tar.zst"])
  func `the bytes are the same from a folder and from an archive`(name: String) throws {
    try folder.make(.sample)
    expect(try folder.blogsh("pack", "-o", name), .done())
    expect(try folder.blogsh("-C", name, "pack", "-o", "b.tar.zst"), .done())
    #expect(try pack("c.tar.zst") == folder.contents("b.tar.zst"))
    let piped = try folder.shell(
      "\"$BLOGSH\" -C - pack -o - --format tar.zst <\"$1\" | cmp - c.tar.zst", name)
    expect(piped, .done())
  }

  @Test(arguments: [
    ["--jobs", "0"], ["--jobs", "-1"], ["--jobs", "x"], ["--level", "0"], ["--level", "23"],
  ])
  func `a number out of range is wrong usage`(options: [String]) throws {
    try folder.make(.single)
    let outcome = try folder.blogsh(["pack", "-o", "a.tar.zst"] + options)
    #expect(outcome.end == .status(64) && outcome.hasOneLineOfErrors, "\(outcome.testDescription)")
    #expect(!folder.exists("a.tar.zst"))
  }
}
