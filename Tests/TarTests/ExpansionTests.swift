import Testing

@testable import Tar

/// The limit for the size to which an archive may expand.
struct ExpansionTests {
  @Test(
    arguments: [
      (1 << 30, 0, true), (1 << 30 + 1, 0, false), (1 << 30 + 1, 1 << 30 / 1000, true),
      (2_000_000_999, 2_000_000, true), (2_000_001_000, 2_000_000, false),
      (.max, .max, true), (.max, 1 << 53, false),
    ] as [(Int64, Int64, Bool)])
  func `a GiB is always allowed, and more only up to a thousand times the input`(
    unpacked: Int64, packed: Int64, isAllowed: Bool
  ) {
    #expect(Expansion.standard.allows(unpacked, from: packed) == isAllowed)
  }
}
