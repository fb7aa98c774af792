import ArchiveFormat
import Archives
import Checking
import CollectionSupport
import Entries
import Files
import History
import Packing
import Posts
import Salvaging
import Store
import TestSupport
import Testing

/// A history with damage: nothing is written over it, and salvaging keeps the newest version of
/// each post that is whole.
struct DamagedHistoryTests {
  let folder: TemporaryFolder
  /// The bytes of a history of five snapshots, and where each version of each post ends in it.
  private let bytes: [UInt8]
  private var versions: [(path: String, content: String, end: Int64)] = []
  /// The places of the frames that are indexes.
  private let segments: [Range<Int64>]

  private static let describe: Describe = {
    PostFacts(path: $0, frontMatter: PostSource($1).frontMatter)
  }

  init() throws {
    folder = try TemporaryFolder()
    for number in 1...5 {
      // One post changes each time, one is new, and one is never touched again.
      let posts = ["a.md": "# A \(number)\n", "post/n\(number).md": "# N \(number)\n"]
      for (path, content) in posts {
        try folder.write("in/\(path)", content)
        try folder.setTime("in/\(path)", 1_000_000_000 + number)
      }
      if number == 4 { _ = try Program.run("rm", folder.path("in/post/n2.md")) }
      var options = Backup.Options(
        time: 1_700_000_000 + Int64(number), describe: Self.describe)
      options.level = 1
      _ = try Backup(folder.collection("in"), options: options, context: .failing)
        .run(to: folder.path("h.tar.zst"))
      for (path, content) in posts { versions.append((path, content, 0)) }
    }
    bytes = try folder.contents("h.tar.zst")
    let index = try #require(try folder.collection("h.tar.zst").index)
    segments = index.seekTable.indexFrames.map { index.seekTable.extent(of: $0) }
    // A version is whole if the frames that came with its snapshot are, which end at its index.
    for place in versions.indices { versions[place].end = segments[place / 2].lowerBound }
  }

  /// The newest version of each post that ends before an offset.
  private func newest(before end: Int64) -> [String: String] {
    var newest: [String: String] = [:]
    for version in versions where version.end <= end { newest[version.path] = version.content }
    return newest
  }

  /// Salvages a damaged history, and expects each post in its newest whole version, in the newest
  /// snapshot or, if it was removed, in an earlier one.
  private func expectSalvaged(_ damaged: [UInt8], upTo end: Int64, _ what: String) throws {
    try folder.write("d.tar.zst".bytes, damaged)
    let reports = Reports()
    var options = Packer.Options(form: .zstd)
    options.salvages = true
    options.describe = Self.describe
    let packer = Packer(
      try folder.collection("d.tar.zst"), options: options, context: reports.context)
    _ = try packer.pack(
      to: .file(folder.path("s.tar.zst"), ifChanged: false),
      salvagingHistory: packer.salvageHistory)
    let saved = try folder.collection("s.tar.zst")
    let snapshots = try saved.snapshots()
    for (path, content) in newest(before: end) {
      let found = snapshots.reversed().lazy.compactMap { snapshot in
        try? saved.at(snapshot, named: "s").text(path)
      }.first
      #expect(found == content, "\(what): \(path)")
    }
    #expect(try Verification(saved, context: .failing).verify().isDamaged == false, "\(what)")
    let recovered = snapshots.filter { $0.record.message == "recovered" }
    if snapshots.count < 5 || !recovered.isEmpty {
      #expect(reports.errors.contains { $0.code == .damaged }, "\(what)")
    }
    for snapshot in recovered {
      let name = "snapshot \(snapshot.record.number) "
      #expect(reports.errors.contains { $0.cause.hasPrefix(name) }, "\(what): \(name)")
    }
    _ = try Program.run("rm", "-f", folder.path("s.tar.zst"))
  }

  private func expectNotReplaced(_ damaged: [UInt8], _ what: String) throws {
    try folder.write("d.tar.zst".bytes, damaged)
    let failure = #expect(throws: StoreError.self, "\(what)") {
      try Packer(
        folder.collection("in"), options: Packer.Options(form: .zstd), context: .silent()
      ).pack(to: .file(folder.path("d.tar.zst"), ifChanged: false))
    }
    #expect(failure?.code == .refused, "\(what)")
    #expect(try folder.contents("d.tar.zst") == damaged, "\(what)")
  }

  @Test func `a changed byte in any index costs no post, and protects the archive still`() throws {
    for place in Campaign.share(of: segments.flatMap { Array($0) }, atMost: 150) {
      var damaged = bytes
      damaged[Int(place)] ^= 0x41
      try expectSalvaged(damaged, upTo: Int64(bytes.count), "byte \(place)")
      try expectNotReplaced(damaged, "byte \(place)")
    }
  }

  @Test func `a cut at any length costs only what is cut off`() throws {
    // Before the first index ends, nothing shows whether there were snapshots.
    let lengths = Array(Int(segments[0].upperBound)..<bytes.count)
    for length in Campaign.share(of: lengths, atMost: 150) {
      let damaged = Array(bytes[..<length])
      try expectSalvaged(damaged, upTo: Int64(length), "cut to \(length)")
      try expectNotReplaced(damaged, "cut to \(length)")
    }
  }

  @Test func `a changed byte outside of the indexes never lets the archive be replaced`() throws {
    for place in Campaign.share(of: Array(bytes.indices), atMost: 100) {
      var damaged = bytes
      damaged[place] ^= 0x41
      try expectNotReplaced(damaged, "byte \(place)")
    }
  }

  @Test func `an archive without history is replaced, damaged or not`() throws {
    try folder.pack("in", as: "p.tar.zst")
    let packed = try folder.contents("p.tar.zst")
    let index = try #require(try folder.collection("p.tar.zst").index)
    let trailer = Int(index.seekTable.extent(of: index.own.frame).upperBound) - 160
    let fields = [64..<80, 84..<88].flatMap { $0 }.map { trailer + $0 }
    #expect(try folder.collection("p.tar.zst").archiveBytes?.historyTrace(named: "p") == nil)
    for place in Campaign.share(of: Array(packed.indices), atMost: 100) {
      var damaged = packed
      damaged[place] ^= 0x41
      try folder.write("d.tar.zst".bytes, damaged)
      let trace = try folder.collection("d.tar.zst").archiveBytes?.historyTrace(named: "d")
      // Only the fields that the trailer of a snapshot alone has can be taken for one.
      #expect((trace != nil) == fields.contains(place), "byte \(place)")
    }
  }

  @Test func `members of every kind come out of frames whose index is lost`() throws {
    // In frames of its own; a second name of a file; a folder that was a file, and the reverse.
    let large = (0..<(9 << 20)).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    try folder.write("in/large.bin".bytes, large)
    try folder.write("in/linked.md", "---\ntitle: Linked\n---\n")
    _ = try Program.run(
      "sh",
      [
        "-c",
        "cd \"$1/in\" && ln linked.md z.md && ln -s a.md s.md && rm -r a.md post && "
          + "mkdir a.md && echo '# B' > a.md/b.md && echo '# Post' > post", "sh", folder.path,
      ])
    var options = Backup.Options(time: 1_700_000_006, describe: Self.describe)
    options.level = 1
    options.allowsRemovals = true
    _ = try Backup(folder.collection("in"), options: options, context: .failing)
      .run(to: folder.path("h.tar.zst"))
    let index = try #require(try folder.collection("h.tar.zst").index)
    var damaged = try folder.contents("h.tar.zst")
    let segment = index.seekTable.extent(of: index.own.frame)
    damaged[Int(segment.lowerBound + segment.upperBound) / 2] ^= 1
    try folder.write("d.tar.zst".bytes, damaged)
    let reports = Reports()
    var salvage = Packer.Options(form: .zstd)
    salvage.salvages = true
    salvage.describe = Self.describe
    let packer = Packer(
      try folder.collection("d.tar.zst"), options: salvage, context: reports.context)
    _ = try packer.pack(
      to: .file(folder.path("s.tar.zst"), ifChanged: false),
      salvagingHistory: packer.salvageHistory)
    #expect(reports.errors.map(\.cause).contains { $0.hasPrefix("snapshot 6 cannot be kept") })
    let saved = try folder.collection("s.tar.zst")
    #expect(try Verification(saved, context: .failing).verify().isDamaged == false)
    // Only that posts of before were removed is not known: they were in the folder that became one.
    #expect(try saved.changes(to: folder.collection("in")).isEmpty)
    let rows = try #require(saved.index)
    #expect(try rows.row(at: path("z.md"))?.entry.kind == .hardLink(target: path("linked.md")))
    #expect(try rows.row(at: path("linked.md"))?.facts?.title == "Linked")
  }

  @Test func `a plain tar that holds a history is replaced`() throws {
    try folder.write("in/h.tar.zst".bytes, bytes)
    for _ in 1...2 { try folder.pack("in", as: "p.tar") }
    #expect(try folder.collection("p.tar").archiveBytes?.historyTrace(named: "p") == nil)
  }

  @Test func `with force, a history is replaced`() throws {
    try folder.write("d.tar.zst".bytes, bytes)
    try folder.pack("in", as: "d.tar.zst") { $0.forces = true }
    #expect(try folder.collection("d.tar.zst").hasHistory == false)
  }
}
