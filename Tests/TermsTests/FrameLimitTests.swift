import TestSupport
import Testing

@testable import Terms

/// What every search has to read, so that a section can be made in little memory (Terms.md, Files).
struct FrameLimitTests {
  /// Returns whether every search has to read a frame, as a section says that lists all it may.
  private func isAlwaysRead(_ add: (TermGatherer) -> Void) throws -> Bool {
    let gatherer = TermGatherer(listsRichFrames: true)
    gatherer.beginFrame(0)
    add(gatherer)
    gatherer.endFrame()
    return try TermsReader(gatherer.takeSection()).alwaysCount == 1
  }

  @Test(arguments: [
    (262_144, 1, false), (262_145, 1, true), (262_144, 2, false), (262_145, 2, true),
  ])
  func `a frame with more terms than may be is always read`(
    terms: Int, files: Int, isAlways: Bool
  ) throws {
    let words = (0..<terms).map { "w\($0) " }
    #expect(
      try isAlwaysRead { gatherer in
        for file in 0..<files {
          let part = words[(file * terms / files)..<((file + 1) * terms / files)]
          part.joined().bytes.withUnsafeBytes { gatherer.add($0) }
        }
      } == isAlways)
  }

  @Test(arguments: [(1 << 20) - 1, 1 << 20])
  func `a frame is always read if a large file in it has a mebibyte without a separator`(
    length: Int
  ) throws {
    let file = "a\n".bytes + [UInt8](repeating: 0x61, count: length) + "\nb".bytes
    #expect(
      try isAlwaysRead { gatherer in
        file.withUnsafeBytes { gatherer.addPart($0) }
        gatherer.endParts()
      } == (length == 1 << 20))
    #expect(try !isAlwaysRead { gatherer in file.withUnsafeBytes { gatherer.add($0) } })
  }
}
