import Glibc
package import TestSupport

/// Random names.
package enum RandomName {
  /// Parts of names that have caused trouble in other programs.
  private static let alphabet: [[UInt8]] =
    [
      "a", "b", "-", "--", ".", "..", " ", "\n", "\t", "\\", "*", "?", "[", "'", "\"", "$", "`",
      ";", "~",
      "é", "e\u{301}", "箱", "😀", "\u{202E}", "\u{1B}[31m", ".md", ".tmp", ".git", "post", "A", "z!",
      "+",
      "\u{7F}", "%2F", ":", "=", "\r", String(repeating: "long ", count: 20),
    ].map(\.bytes) + [[0xFF], [0xC3], [0x80, 0x81], [0x01]]

  package static func next(_ generator: inout FixedGenerator) -> [UInt8] {
    while true {
      let parts = (0..<Int.random(in: 1...3, using: &generator)).flatMap { _ in
        Self.alphabet[Int.random(in: Self.alphabet.indices, using: &generator)]
      }
      if parts.count < 250, parts != ".".bytes, parts != "..".bytes { return parts }
    }
  }
}

extension TemporaryFolder {
  /// Fills a folder at random, and creates it if needed.
  package func fillByChance(
    _ root: String, _ generator: inout FixedGenerator
  ) throws { try fillByChance(root.bytes, &generator, entries: 5...80) }

  /// Fills a folder at random with a number of entries, and creates it if needed.
  package func fillByChance(
    _ root: [UInt8], _ generator: inout FixedGenerator, entries: ClosedRange<Int> = 1...8
  ) throws {
    var folders: [[UInt8]] = [root]
    var files: [[UInt8]] = []
    var taken: Set<[UInt8]> = []
    try makeFolder(root)
    for _ in 0..<Int.random(in: entries, using: &generator) {
      let parent = folders[Int.random(in: folders.indices, using: &generator)]
      let path = parent + [0x2F] + RandomName.next(&generator)
      guard path.count < 3_000, taken.insert(path).inserted else { continue }
      switch Int.random(in: 0..<10, using: &generator) {
      case 0, 1, 2:
        try makeFolder(path)
        folders.append(path)
      case 3: try makeSymbolicLink(path, to: RandomName.next(&generator))
      case 4 where !files.isEmpty:
        try makeHardLink(
          path, to: files[Int.random(in: files.indices, using: &generator)])
      default:
        let count = [0, 1, 511, 512, 513, 5_000, 300_000].randomElement(using: &generator) ?? 0
        // Random bytes are slow, so a large file repeats some.
        let chance = (0..<min(count, 5_000)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
        try write(path, Array(repeatElement(chance, count: max(1, count / 5_000)).joined()))
        files.append(path)
      }
    }
    for path in taken.sorted(by: { $1.lexicographicallyPrecedes($0) }) {
      let type = try status(path).st_mode & S_IFMT
      if type != S_IFLNK {
        let modes: [mode_t] = [0o600, 0o644, 0o755, 0o444, 0o555, 0o1777, 0o700]
        let mode = modes[Int.random(in: modes.indices, using: &generator)]
        // A user other than root must be able to enter a folder to pack it.
        try setMode(path, type == S_IFDIR ? mode | 0o500 : mode)
      }
      try setTime(path, Int.random(in: -1_000...4_000_000_000, using: &generator))
    }
  }
}
