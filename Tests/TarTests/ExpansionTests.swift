import Testing

@testable import Tar

/// How much may come out of an archive.
struct ExpansionTests {
  @Test(
    arguments: [
      (1 << 30, 0, true), (1 << 30 + 1, 0, false), (1 << 30 + 1, 1 << 30 / 1000, true),
      (2_000_000_999, 2_000_000, true), (2_000_001_000, 2_000_000, false),
      (.max, .max, true), (.max, 1 << 53, false),
    ] as [(Int64, Int64, Bool)])
  func `a GiB may come out of anything, and beyond it a thousand times as much`(
    unpacked: Int64, packed: Int64, isAllowed: Bool
  ) {
    #expect(Expansion.standard.allows(unpacked, from: packed) == isAllowed)
  }
}
