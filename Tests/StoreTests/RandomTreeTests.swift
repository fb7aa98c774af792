import Glibc
import Posts
import Store
import TestSupport
import Testing

/// Trees made by chance, the same ones in each run, packed and unpacked.
@Suite struct RandomTreeTests {
  /// Components of names that something has stumbled over before.
  private static let alphabet: [[UInt8]] =
    [
      "a", "b", "-", "--", ".", "..", " ", "\n", "\t", "\\", "*", "?", "[", "'", "\"", "$", "`",
      ";", "~",
      "é", "e\u{301}", "箱", "😀", "\u{202E}", "\u{1B}[31m", ".md", ".tmp", ".git", "post", "A", "z!",
      "+",
      "\u{7F}", "%2F", ":", "=", "\r", String(repeating: "long ", count: 20),
    ].map(\.bytes) + [[0xFF], [0xC3], [0x80, 0x81], [0x01]]

  private func name(_ generator: inout FixedGenerator) -> [UInt8] {
    while true {
      let parts = (0..<Int.random(in: 1...3, using: &generator)).flatMap { _ in
        Self.alphabet[Int.random(in: Self.alphabet.indices, using: &generator)]
      }
      if parts.count < 250, parts != ".".bytes, parts != "..".bytes { return parts }
    }
  }

  /// Fills a folder, and gives the paths of its files.
  private func fill(
    _ folder: TemporaryFolder, _ root: String, _ generator: inout FixedGenerator
  ) throws {
    var folders: [[UInt8]] = [root.bytes]
    var files: [[UInt8]] = []
    var taken: Set<[UInt8]> = []
    try folder.makeFolder(root)
    for _ in 0..<Int.random(in: 5...80, using: &generator) {
      let parent = folders[Int.random(in: folders.indices, using: &generator)]
      let path = parent + [0x2F] + name(&generator)
      guard path.count < 3_000, taken.insert(path).inserted else { continue }
      switch Int.random(in: 0..<10, using: &generator) {
      case 0, 1, 2:
        try folder.makeFolder(path)
        folders.append(path)
      case 3: try folder.makeSymbolicLink(path, to: name(&generator))
      case 4 where !files.isEmpty:
        try folder.makeHardLink(
          path, to: files[Int.random(in: files.indices, using: &generator)])
      default:
        let count = [0, 1, 511, 512, 513, 5_000, 300_000].randomElement(using: &generator) ?? 0
        try folder.write(
          path, (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
        files.append(path)
      }
    }
    for path in taken.sorted(by: { $1.lexicographicallyPrecedes($0) }) {
      let type = try folder.status(path).st_mode & S_IFMT
      if type != S_IFLNK {
        let modes: [mode_t] = [0o600, 0o644, 0o755, 0o444, 0o555, 0o1777, 0o700]
        let mode = modes[Int.random(in: modes.indices, using: &generator)]
        // Who is not root must be able to enter a folder to pack it.
        try folder.setMode(path, type == S_IFDIR ? mode | 0o500 : mode)
      }
      try folder.setTime(path, Int.random(in: -1_000...4_000_000_000, using: &generator))
    }
  }

  @Test(arguments: 0..<24)
  func `a tree comes back from an archive as it was`(seed: Int) throws {
    var generator = FixedGenerator(state: UInt64(seed))
    let folder = try TemporaryFolder()
    try fill(folder, "in", &generator)
    let before = try folder.tree("in")
    let name = seed.isMultiple(of: 2) ? "a.tar" : "a.tar.gz"
    #expect(try folder.pack("in", as: name) { $0.selection = .everything } == [])
    #expect(try folder.tree("in") == before)
    let archive = try folder.collection(name)
    #expect(try folder.unpack(archive) == [])
    #expect(try folder.tree("out").differences(from: before) == [])
    let collections = try [folder.collection("in"), archive, folder.collection("out")]
    for one in collections {
      for two in collections {
        let changes = try one.changes(to: two)
        #expect(changes == [])
      }
    }
    // Another tar agrees.
    try folder.makeFolder("gnu")
    let options = [
      "--warning=no-timestamp", "--warning=no-unknown-keyword",
      "-xPpf",
    ]
    let unpacked = try Program.run(
      "tar", (options + [folder.path(name), "-C", folder.path("gnu")]).map(\.bytes))
    #expect(unpacked.status == 0)
    #expect(unpacked.errors == "")
    let others = try folder.tree("gnu").differences(from: before)
    #expect(others == [])
    // And what is packed from it again is the same archive.
    try folder.pack("out", as: "again.\(name)") { $0.selection = .everything }
    #expect(try folder.contents("again.\(name)".bytes) == folder.contents(name.bytes))
  }
}
