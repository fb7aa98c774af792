package import TestSupport
import Testing

extension TemporaryFolder {
  /// Writes a collection that holds one of everything that an archive has to keep.
  ///
  /// Modes and times differ from those that a umask and a clock would give; times are whole
  /// seconds.
  package func makeSample(_ name: String = "archive") throws {
    let long = String(repeating: "long-", count: 30) + "name"
    try write("\(name)/post/plain.md", "---\ntitle: Plain\n---\nText.\n", modified: 1_000_000_000)
    try write("\(name)/post/script.sh", "#!/bin/sh\n", mode: 0o755, modified: 1_100_000_000)
    try write("\(name)/post/private.md", "# Private\n", mode: 0o600, modified: 1_200_000_000)
    try write("\(name)/post/read-only.md", "# R\n", mode: 0o444, modified: 1_300_000_001)
    try write("\(name)/post/nothing.md", "", mode: 0o640, modified: 5)
    try write("\(name)/post/with space/-dash-/-x.md", "x\n", modified: 1_400_000_000)
    try write("\(name)/post/буркани/箱.md", "# 箱\n", modified: 1_400_000_002)
    try write("\(name)/\(long)/\(long)/\(long).md", "deep\n", modified: 1_400_000_003)
    try write("\(name)/.hidden/.x", "hidden\n", modified: 1_400_000_004)
    try write(
      "\(name)/asset.bin", (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) },
      modified: 1_400_000_005)
    try makeFolder("\(name)/empty", mode: 0o700)
    try makeFolder("\(name)/post/empty too", mode: 0o1777)
    let made = try shell(
      #"""
      cd "$1" || exit
      ln -s plain.md post/link.md
      ln -s ../nowhere/at/all post/dangling
      ln -s "$2" post/far
      ln post/plain.md post/hard.md
      ln post/plain.md hard-too.md
      printf x > "post/$(printf 'new\nline.md')"
      printf x > "post/$(printf 'esc\033[31m.md')"
      printf x > "post/$(printf 'raw\377.md')"
      find . -newermt 2020-01-01 ! -type d -exec touch -h -d @1500000000 {} +
      find . -depth -type d -exec touch -d @1450000000 {} +
      """#, name, String(repeating: "far/", count: 40))
    try #require(made == .done())
    try setMode("\(name)/post".bytes, 0o750)
    try setTime("\(name)/post", 1_450_000_001)
  }

  /// Returns whether the hard links of the sample share an inode.
  package func hardLinks(_ name: String) throws -> Bool {
    let inodes = try ["post/plain.md", "post/hard.md", "hard-too.md"].map {
      try inode("\(name)/\($0)")
    }
    return Set(inodes).count == 1
  }
}

/// The forms of an archive that blogsh writes, by suffix, and the program that tests each of them.
package enum Form: String, CaseIterable {
  case tar
  case gzip = "tar.gz"
  case shortGzip = "tgz"
  case zstd = "tar.zst"
  case xz = "tar.xz"
  case bzip2 = "tar.bz2"
  case lz4 = "tar.lz4"

  /// The first bytes of such a file, at an offset.
  package var magic: (offset: Int, bytes: [UInt8]) {
    switch self {
    case .tar: (257, Array("ustar".utf8))
    case .gzip, .shortGzip: (0, [0x1F, 0x8B])
    case .zstd: (0, [0x28, 0xB5, 0x2F, 0xFD])
    case .xz: (0, [0xFD, 0x37, 0x7A, 0x58, 0x5A])
    case .bzip2: (0, Array("BZh".utf8))
    case .lz4: (0, [0x04, 0x22, 0x4D, 0x18])
    }
  }

  /// The program that tests the compression, with the option `-t`.
  package var judge: String? {
    switch self {
    case .tar: nil
    case .gzip, .shortGzip: "gzip"
    case .zstd: "zstd"
    case .xz: "xz"
    case .bzip2: "bzip2"
    case .lz4: "lz4"
    }
  }
}
