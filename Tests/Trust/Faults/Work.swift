import ProgramSupport
import TestSupport
import Testing

/// A command that writes, and the folder in which it runs.
enum Work: String, CaseIterable, CustomTestStringConvertible {
  case pack, packAgain, packGzip, unpack, unpackOver, unpackScanned, reindex
  case firstBackup, backup, restore, restoreOver, prune, new

  var testDescription: String { rawValue }

  var arguments: [String] {
    switch self {
    case .pack, .packAgain: ["pack", "-o", "x.tar.zst", "--jobs", "2"]
    case .packGzip: ["pack", "-o", "x.tar.gz", "--depfile", "x.d"]
    case .unpack: ["unpack", "x.tar.zst", "-d", "out"]
    case .unpackOver: ["unpack", "x.tar.zst", "-d", "out", "--overwrite", "always"]
    case .unpackScanned: ["unpack", "x.tar", "-d", "out"]
    case .reindex: ["reindex", "x.tar", "-o", "x.tar.zst"]
    case .firstBackup, .backup: ["backup", "--to", "h.tar.zst", "--jobs", "2"]
    case .restore: ["restore", "h.tar.zst", "--to", "out"]
    case .restoreOver: ["restore", "h.tar.zst", "--to", "out", "--delete", "--force"]
    case .prune: ["prune", "h.tar.zst", "--keep-last", "1"]
    case .new: ["new", "A title"]
    }
  }

  /// The name of the history that the command writes, whose bytes depend on the clock.
  var history: String? {
    switch self {
    case .firstBackup, .backup, .prune: "h.tar.zst"
    default: nil
    }
  }

  /// The name of the archive that the command writes, whose bytes depend on the collection alone.
  var archive: String? {
    switch self {
    case .pack, .packAgain, .reindex: "x.tar.zst"
    case .packGzip: "x.tar.gz"
    default: nil
    }
  }

  /// Whether the command changes no file that exists.
  var leavesWhatIsThere: Bool { self == .unpack || self == .unpackScanned }

  /// Makes the folder `before`: a collection of six posts in two folders, with both kinds of links
  /// and an asset, and the archives that the command reads.
  ///
  /// - Parameter asset: The size of the asset in bytes, which do not compress.
  func prepare(in folder: TemporaryFolder, asset: Int) throws {
    try folder.makeFolder("before/tmp")
    for number in 1...6 {
      try folder.write(
        "before/archive/post/\(number % 2)/\(number).md", "# Post \(number)\n\nIts text.\n",
        mode: number == 3 ? 0o600 : 0o644, modified: 1_000_000_000 + number)
    }
    var generator = FixedGenerator(state: 1)
    try folder.write("before/archive/asset.bin", generator.bytes(asset), modified: 1_000_000_000)
    try folder.makeSymbolicLink("before/archive/link.md", to: "post/1/1.md")
    try folder.makeHardLink("before/archive/post/same.md", to: "before/archive/post/1/1.md")
    switch self {
    case .pack, .packGzip, .firstBackup, .new: break
    case .packAgain, .unpack:
      try make("pack", "-o", "x.tar.zst", in: folder)
    case .unpackOver:
      try make("pack", "-o", "x.tar.zst", in: folder)
      try makeOlder("out", in: folder)
    case .reindex, .unpackScanned: try make("pack", "-o", "x.tar", in: folder)
    case .backup, .restore, .restoreOver, .prune:
      try make("backup", "--to", "h.tar.zst", in: folder)
      try folder.write("before/archive/post/0/2.md", "# Other\n", modified: 1_100_000_000)
      try make("backup", "--to", "h.tar.zst", in: folder)
      if self == .restoreOver { try makeOlder("out", in: folder) }
    }
    if self == .packAgain || self == .backup {
      try folder.write("before/archive/post/0/4.md", "# Another\n", modified: 1_200_000_000)
      try folder.write("before/archive/post/0/new.md", "# New\n", modified: 1_200_000_001)
      try folder.remove("before/archive/post/1/5.md")
    }
    try folder.setTimes(ofFoldersIn: "before/archive")
  }

  private func make(_ arguments: String..., in folder: TemporaryFolder) throws {
    try folder.setTimes(ofFoldersIn: "before/archive")
    let made = try Program.run(
      Surroundings.blogsh, arguments, in: folder.path("before"))
    try #require(made.end == .status(0), "\(made.testDescription)")
  }

  /// Makes a folder with older versions of some files of the collection, and some other files.
  private func makeOlder(_ name: String, in folder: TemporaryFolder) throws {
    try folder.write("before/\(name)/post/0/2.md", "# Older\n", modified: 900_000_000)
    try folder.write("before/\(name)/post/1/1.md", "# Oldest\n", modified: 900_000_001)
    try folder.write("before/\(name)/post/1/3.md", "# Post 3\n\nIts text.\n", modified: 900_000_002)
    try folder.write("before/\(name)/post/other.md", "# Other\n", modified: 900_000_003)
    try folder.makeSymbolicLink("before/\(name)/link.md", to: "elsewhere")
    try folder.setTimes(ofFoldersIn: "before/\(name)")
  }
}
