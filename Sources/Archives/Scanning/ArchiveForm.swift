package import Tar

/// The forms of an archive, each with the suffix that selects it.
package enum ArchiveForm: String, CaseIterable, Sendable {
  case tar
  case gzip = "tar.gz"
  case zstd = "tar.zst"
  case xz = "tar.xz"
  case bzip2 = "tar.bz2"
  case lz4 = "tar.lz4"

  /// Selects the form for a suffix, with or without the dot before it, in upper or lower case.
  package init?(suffix: String) {
    self.init(fileName: "." + suffix.trimmingPrefix("."))
  }

  /// Selects the form for the suffix of a file's name, in upper or lower case.
  package init?(fileName: String) {
    let name = fileName.lowercased()
    let suffixes = Self.allCases.map { ($0.rawValue, $0) } + Self.shortSuffixes
    guard let match = suffixes.first(where: { name.hasSuffix("." + $0.0) }) else { return nil }
    self = match.1
  }

  private static let shortSuffixes: [(String, ArchiveForm)] = [
    ("tgz", .gzip), ("tzst", .zstd), ("txz", .xz), ("tbz2", .bzip2), ("tbz", .bzip2),
  ]

  /// The levels of compression, from fastest to smallest; nil if the form has none.
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
