package import Tar

/// The forms in which an archive is written, each by the suffix that asks for it.
package enum ArchiveForm: String, CaseIterable, Sendable {
  case tar
  case gzip = "tar.gz"
  case zstd = "tar.zst"
  case xz = "tar.xz"
  case bzip2 = "tar.bz2"
  case lz4 = "tar.lz4"

  /// The form that a suffix asks for, with or without the dot before it, whatever its case.
  package init?(suffix: String) {
    self.init(fileName: "." + suffix.trimmingPrefix("."))
  }

  /// The form that a file's name asks for by its suffix, whatever its case.
  package init?(fileName: String) {
    let name = fileName.lowercased()
    let suffixes = Self.allCases.map { ($0.rawValue, $0) } + Self.shortSuffixes
    guard let match = suffixes.first(where: { name.hasSuffix("." + $0.0) }) else { return nil }
    self = match.1
  }

  private static let shortSuffixes: [(String, ArchiveForm)] = [
    ("tgz", .gzip), ("tzst", .zstd), ("txz", .xz), ("tbz2", .bzip2), ("tbz", .bzip2),
  ]

  /// The levels of compression there are, from fastest to smallest; nil where there are none.
  package var levels: ClosedRange<Int>? { compression.levels }

  package var compression: Compression {
    switch self {
    case .tar: .none
    case .gzip: .gzip
    case .zstd: .zstd
    case .xz: .xz
    case .bzip2: .bzip2
    case .lz4: .lz4
    }
  }
}
