import Foundation
import ProgramSupport
import TestSupport
import Testing

/// The example at the end of the specification: an archive of two posts, byte by byte.
struct SpecificationExampleTests {
  /// The posts, and the table of the archive's bytes.
  private let blocks: [String]

  init() throws {
    let page = try String(
      contentsOfFile: Surroundings.package
        + "/Sources/ArchiveFormat/Documentation.docc/Specification.md", encoding: .utf8)
    let example = try #require(page.range(of: "\n## Example\n"))
    let parts = page[example.upperBound...].components(separatedBy: "```\n")
    blocks = stride(from: 1, to: parts.count, by: 2).map { parts[$0] }
    try #require(blocks.count == 3)
  }

  /// Whether the program is linked with the libraries that made the example; others may compress to
  /// other bytes.
  private static let hasLibrariesOfExample =
    ["\"libarchive\":\"3.6.2\"", "\"libzstd\":\"1.5.4\""].allSatisfy {
      let version = try? Program.run(Surroundings.blogsh, ["version", "--json"])
      return version?.text.contains($0) == true
    }

  @Test(
    .enabled(
      if: hasLibrariesOfExample, "the example was made with libarchive 3.6.2 and libzstd 1.5.4"))
  func `the example is what pack makes of its posts`() throws {
    let folder = try TemporaryFolder()
    try folder.write("c/one.md", blocks[0], modified: 1_700_000_000)
    try folder.write("c/two.md", blocks[1], modified: 1_700_000_060)
    expect(try folder.shell("chmod 644 c/*.md"), .done())
    expect(try folder.blogsh("-C", "c", "pack", "-o", "a.tar.zst"), .done())
    let shown = try shownBytes()
    #expect(try folder.contents("a.tar.zst") == shown)
  }

  /// Returns the bytes of the table, whose lines begin with their offset.
  private func shownBytes() throws -> [UInt8] {
    var bytes: [UInt8] = []
    for line in blocks[2].split(separator: "\n") {
      // The others are headings.
      guard let offset = Int(line.prefix(3).drop { $0 == " " }) else { continue }
      #expect(offset == bytes.count, "\(line)")
      for byte in line.dropFirst(5).prefix(47).split(separator: " ") {
        bytes.append(try #require(UInt8(byte, radix: 16), "\(line)"))
      }
    }
    return bytes
  }
}
