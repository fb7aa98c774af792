import ProgramSupport
import TestSupport
import Testing

extension HostileCase {
  /// Damage around the members: at the end, in the compression.
  static let streams: [HostileCase] = [
    HostileCase(
      archive: "a member longer than the file", keeps: ["first.md"], says: ["Truncated"], status: 1
    ) {
      var builder = TarBuilder()
      builder.file("first.md", "x")
      builder.add(TarHeader("a.md".bytes, size: 1 << 20), content: "x".bytes)
      return builder.bytes
    },
    HostileCase(
      archive: "data after the end", keeps: ["first.md"],
      says: ["h.tar: it goes on after"], status: 1, isJudged: true
    ) {
      TarBuilder.archive { $0.file("first.md", "x") } + [UInt8](repeating: 0x78, count: 10_000)
    },
    HostileCase(
      archive: "two tars in one file", keeps: ["first.md"],
      says: ["h.tar: it goes on after"], status: 1, isJudged: true
    ) {
      TarBuilder.archive { $0.file("first.md", "x") }
        + TarBuilder.archive { $0.file("../second.md", "x") }
    },
    HostileCase(archive: "an empty file", says: ["h.tar: it is empty"], status: 2) { [] },
    HostileCase(archive: "NUL bytes alone", says: [], status: 0) {
      [UInt8](repeating: 0, count: 10_240)
    },
    HostileCase("an archive as a member", keeps: ["inner.tar.gz"]) {
      $0.file("inner.tar.gz".bytes, TarBuilder.archive { $0.file("../evil.md", "x") })
    },
    HostileCase(archive: "compressed twice", keeps: ["first.md"], says: [], status: 0) {
      try compressed(tar, "gzip -c | gzip -c")
    },
    HostileCase(
      archive: "compressed three times", says: ["compressed in more than 2 layers"], status: 2
    ) {
      try compressed(tar, "gzip -c | bzip2 -c | gzip -c")
    },
    HostileCase(archive: "compressed thirty times", says: ["h.tar: "], status: 1) {
      try compressed(
        tar, [String](repeating: "xz -0 -c", count: 30).joined(separator: " | "))
    },
    HostileCase(archive: "a quine", says: ["it is compressed in more than"], status: 2) {
      let expanded = try Program.run("zstd", ["-dc"], input: .bytes(quine))
      try #require(expanded.output == quine, "\(expanded.testDescription)")
      return quine
    },
    HostileCase(
      archive: "a zstd frame with a huge window", says: ["h.tar: it needs a zstd window"], status: 2
    ) {
      // 2 GiB.
      zstdHeader(windowExponent: 31) + zstdBlock(.raw, 0, isLast: true)
    },
  ]

  /// Small archives that expand to more than a disk holds.
  static let bombs: [HostileCase] = [
    HostileCase(
      archive: "a zstd bomb", keeps: ["first.md"], says: ["1000 times its size"], status: 2
    ) {
      zstdBomb(bomb(size: 1 << 36), zeros: 1 << 36)
    },
    HostileCase(archive: "a zstd bomb of names", says: ["h.tar: "], status: 2) {
      var builder = TarBuilder()
      builder.add(TarHeader("././@LongLink".bytes, .gnuLongName, size: 1 << 36))
      return zstdBomb(builder.bytes, zeros: 1 << 36)
    },
    HostileCase(
      archive: "a zstd bomb after the end", keeps: ["first.md"], says: ["1000 times its size"],
      status: 2
    ) {
      zstdBomb(TarBuilder.archive { $0.file("first.md", "first\n") }, zeros: 1 << 36)
    },
    HostileCase(
      archive: "a gzip bomb", keeps: ["first.md"], says: ["1000 times its size"], status: 2
    ) {
      try bomb("gzip -9 -c", of: 1 << 24, times: 100)
    },
    HostileCase(
      archive: "a bzip2 bomb", keeps: ["first.md"], says: ["1000 times its size"], status: 2
    ) {
      try bomb("bzip2 -9 -c", of: 45_000_000, times: 30)
    },
  ]

  /// A small good tar.
  private static let tar = TarBuilder.archive { $0.file("first.md", "first\n") }

  /// Returns the beginning of a tar whose second member has `size` bytes.
  private static func bomb(size: Int) -> [UInt8] {
    var builder = TarBuilder()
    builder.file("first.md", "first\n")
    builder.add(TarHeader("bomb.md".bytes, size: size))
    return builder.bytes
  }

  /// Returns the output of a filter, a line for the shell.
  private static func compressed(_ bytes: [UInt8], _ filter: String) throws -> [UInt8] {
    try Program.run("sh", ["-c", filter], input: .bytes(bytes)).output
  }

  /// Returns a bomb of several compressed streams in a row, which gzip and bzip2 read as one.
  private static func bomb(_ filter: String, of length: Int, times: Int) throws -> [UInt8] {
    let start = try compressed(bomb(size: length * times), filter)
    let zeros = try Program.run("sh", ["-c", "head -c \(length) /dev/zero | \(filter)"]).output
    return start + [[UInt8]](repeating: zeros, count: times).joined()
  }

  /// Returns a zstd frame of some bytes and then NUL bytes, 128 KiB of them in a block of four
  /// bytes.
  ///
  /// - Parameter bytes: At most 128 KiB.
  static func zstdBomb(_ bytes: [UInt8], zeros: Int) -> [UInt8] {
    let blockLength = 1 << 17
    let repeated = zstdBlock(.repeated, blockLength) + [0]
    return zstdHeader(windowExponent: 20) + zstdBlock(.raw, bytes.count) + bytes
      + [[UInt8]](repeating: repeated, count: zeros / blockLength).joined()
      + zstdBlock(.repeated, blockLength, isLast: true) + [0]
  }

  /// A zstd frame that expands to itself.
  ///
  /// A unit is twelve bytes. `L` copies the next four units, `R` repeats the four units before it.
  /// `begin` and `end` have three units each, filled up with empty blocks. Both the frame and its
  /// content are
  ///
  ///     begin L | begin L | R L R L | R L R L | R end | R end
  private static let quine: [UInt8] = {
    let unit = 12
    func nothing(_ blocks: Int) -> [UInt8] {
      Array([[UInt8]](repeating: zstdBlock(.raw, 0), count: blocks).joined())
    }
    let through = nothing(3) + zstdBlock(.raw, 4 * unit)
    // No literals, with their length in three bytes. One sequence, whose codes are stored directly:
    // no literals, an offset of 32 and 5 bits, a length of 47 and 2 bits. Those bits, read from the
    // end: the mark, 19 for an offset of 51 - 3, and 1 (RFC 8878, 3.1.1.3).
    let repeating =
      zstdBlock(.compressed, 9) + [0x0C, 0, 0, 1, 0x54, 0, 5, 37, 0b1_10011_01]
    let begin = zstdHeader(windowExponent: 10) + nothing(10)
    let end = nothing(11) + zstdBlock(.raw, 0, isLast: true)
    let middle = repeating + through + repeating + through
    let parts = [begin, through, begin, through, middle, middle, repeating, end, repeating, end]
    return Array(parts.joined())
  }()

  /// Returns the header of a frame without a length or a checksum (RFC 8878, 3.1.1.1).
  private static func zstdHeader(windowExponent: UInt8) -> [UInt8] {
    [0x28, 0xB5, 0x2F, 0xFD, 0x00, (windowExponent - 10) << 3]
  }

  /// The types of a block in a frame (RFC 8878, 3.1.1.2.2).
  private enum ZstdBlock: Int { case raw, repeated, compressed }

  /// Returns the header of a block: bit 0 last, bits 1 and 2 type, then the size (RFC 8878,
  /// 3.1.1.2).
  private static func zstdBlock(
    _ type: ZstdBlock, _ length: Int, isLast: Bool = false
  ) -> [UInt8] {
    let word = length << 3 | type.rawValue << 1 | (isLast ? 1 : 0)
    return (0..<3).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }
}
