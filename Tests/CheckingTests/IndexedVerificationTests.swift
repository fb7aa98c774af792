import ArchiveFormat
import CollectionSupport
import Entries
import Posts
import Store
import Tar
import TestSupport
import Testing

@testable import Checking

/// Verification of indexed archives: whether one is whole, and what is lost if not.
@Suite struct IndexedVerificationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func verify(
    _ archive: PostCollection, threads: Int = 2, quick: Bool = false
  ) throws -> (Verification.Summary, [StoreError]) {
    let reports = Reports()
    var options = Verification.Options()
    options.threads = threads
    options.isQuick = quick
    let summary = try Verification(archive, options: options, context: reports.context).verify()
    #expect(summary.isDamaged == reports.errors.contains { $0.code == .damaged })
    return (summary, reports.errors)
  }

  /// Returns the summary of the sample without some lost paths.
  private func expected(without lost: [String] = []) throws -> Verification.Summary {
    var summary = Verification.Summary()
    for row in try ArchiveAssembler.sample().rows {
      if lost.contains(row.entry.path.description) {
        summary.lost.append(row.entry.path)
      } else {
        summary.countWhole(row.entry)
      }
    }
    summary.isDamaged = !lost.isEmpty
    return summary
  }

  @Test(arguments: [1, 2, 5], [false, true])
  func `a whole archive is reported as whole`(threads: Int, quick: Bool) throws {
    let archive = try folder.archive(ArchiveAssembler.sample().assemble().bytes)
    let (summary, reports) = try verify(archive, threads: threads, quick: quick)
    #expect(try summary == expected())
    #expect(reports == [])
    #expect(summary.members == 12)
    #expect(summary.posts == 6)
  }

  @Test func `an archive by pack is whole and its counts equal those of a scan`() throws {
    var generator = FixedGenerator(state: 3)
    try folder.writePosts(300, in: "in", &generator)
    try folder.write("in/large.bin", (0..<9_000_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
    try folder.makeHardLink("in/second.md", to: "in/post/3/170.md")
    try folder.makeSymbolicLink("in/link.md", to: "post/a.md")
    try folder.makeFolder("in/empty")
    #expect(try folder.pack("in", as: "a.tar.zst") == [])
    #expect(try folder.pack("in", as: "a.tar") == [])
    let (summary, reports) = try verify(folder.collection("a.tar.zst"))
    #expect(reports == [])
    #expect(try summary == verify(folder.collection("a.tar")).0)
    #expect(try summary == verify(folder.collection("a.tar.zst"), quick: true).0)
  }

  @Test(arguments: ArchiveAssembler.breaks, [false, true])
  func `a broken frame loses its members and they are named`(
    broken: ArchiveAssembler.Break, quick: Bool
  ) throws {
    var parts = try ArchiveAssembler.sample().assemble()
    let frame = parts.frames[broken.frame]
    parts.bytes[(frame.lowerBound + frame.upperBound) / 2] ^= 1
    let (summary, reports) = try verify(folder.archive(parts.bytes), quick: quick)
    #expect(try summary == expected(without: broken.lost))
    #expect(reports.map { String(decoding: $0.subject, as: UTF8.self) } == broken.lost)
    #expect(reports.allSatisfy { $0.code == .damaged && $0.archive == folder.path("a.tar.zst") })
  }

  @Test func `a broken index is reported and every post is checked without it`() throws {
    let parts = try ArchiveAssembler.sample().assemble()
    for place in stride(from: parts.index.lowerBound + 8, to: parts.index.upperBound, by: 7) {
      var bytes = parts.bytes
      bytes[place] ^= 4
      let (summary, reports) = try verify(folder.archive(bytes))
      var whole = try expected()
      whole.isDamaged = true
      #expect(summary == whole, "byte \(place)")
      #expect(reports.map(\.subject) == [[]], "byte \(place)")
    }
  }

  @Test(arguments: [false, true])
  func `an end that is not zeros is reported`(quick: Bool) throws {
    var made = try ArchiveAssembler.sample()
    made.endContent[700] = 1
    let (summary, reports) = try verify(folder.archive(made.assemble().bytes), quick: quick)
    var damaged = try expected()
    damaged.isDamaged = true
    #expect(summary == damaged)
    #expect(reports.map(\.cause) == ["its end mark is damaged"])
  }

  struct Forgery: CustomTestStringConvertible, Sendable {
    let what: String
    let path: String
    let change: @Sendable (inout IndexRow) -> Void
    var testDescription: String { what }
  }

  static let forgeries = [
    Forgery(what: "path", path: "c.md") { $0.entry.path = Path(uncheckedBytes: "cc.md".bytes) },
    Forgery(what: "kind", path: "a") {
      $0.entry.kind = .symbolicLink(target: "x".bytes)
    },
    Forgery(what: "size", path: "a/two.md") { $0.entry.size -= 1 },
    Forgery(what: "mode", path: "b/three.md") { $0.entry.mode = 0o644 },
    Forgery(what: "time", path: "b/picture.png") { $0.entry.modified!.seconds += 1 },
    Forgery(what: "target of a symbolic link", path: "b/link") {
      $0.entry.kind = .symbolicLink(target: "large.bim".bytes)
    },
    Forgery(what: "target of a hard link", path: "d.md") {
      $0.entry.kind = .hardLink(target: Path(uncheckedBytes: "a/two.md".bytes))
    },
    Forgery(what: "digest", path: "f.md") { $0.digest = Digest(of: [1].span.bytes) },
    Forgery(what: "digest of a content in several frames", path: "b/large.bin") {
      $0.digest = Digest(of: [1].span.bytes)
    },
    Forgery(what: "size of a content in several frames", path: "b/large.bin") {
      $0.entry.size += 1
    },
  ]

  @Test(arguments: forgeries)
  func `a row that differs from its member is reported by its path`(forgery: Forgery) throws {
    var made = try ArchiveAssembler.sample()
    let number = try #require(made.rows.firstIndex { $0.entry.path == path(forgery.path) })
    forgery.change(&made.rows[number])
    let (summary, _) = try verify(folder.archive(made.assemble().bytes))
    #expect(summary.lost.first == made.rows[number].entry.path)
    #expect(summary.lost.count == (forgery.path == "b/large.bin" ? 2 : 1))
    // The stored bytes are as they should be.
    #expect(try !verify(folder.collection("a.tar.zst"), quick: true).0.isDamaged)
  }

  @Test(arguments: [
    PostFacts(title: "Two", date: nil, draft: false, tags: ["one"]),
    PostFacts(title: nil, date: nil, draft: false, tags: ["one"]),
    PostFacts(title: "One", date: nil, draft: true, tags: ["one"]),
    PostFacts(title: "One", date: nil, draft: false, tags: []),
    PostFacts(title: "One", date: PostDate("2024-02-03"), draft: false, tags: ["one"]),
  ])
  func `facts that are not those of the post are reported`(facts: PostFacts) throws {
    let right = PostFacts(title: "One", date: nil, draft: false, tags: ["one"])
    for said in [right, facts] {
      var made = ArchiveAssembler()
      try made.frame(("a.md", "# One\n".bytes), ("b.md", "# Two\n".bytes))
      for place in made.rows.indices { made.rows[place].facts = place == 0 ? said : right }
      let reports = Reports()
      var options = Verification.Options()
      options.describe = { _, _ in right }
      let archive = try folder.archive(made.assemble().bytes)
      let summary = try Verification(archive, options: options, context: reports.context).verify()
      #expect(summary.isDamaged == (said != right))
      #expect(
        reports.errors.map(\.cause)
          == (said == right
            ? [] : ["the title, date or tags of a.md in the index are not those of the post"]))
    }
  }

  @Test func `a member without a row is detected`() throws {
    for number in try ArchiveAssembler.sample().rows.indices {
      var made = try ArchiveAssembler.sample()
      let left = made.rows.remove(at: number)
      let (summary, reports) = try verify(folder.archive(made.assemble().bytes))
      #expect(summary.isDamaged, "\(left.entry.path)")
      #expect(!reports.isEmpty, "\(left.entry.path)")
    }
  }

  @Test func `a row without a member is reported by its path`() throws {
    var made = try ArchiveAssembler.sample()
    var row = try #require(made.rows.last)
    row.entry.path = Path(uncheckedBytes: "g.md".bytes)
    row.place.position += 512
    made.rows.append(row)
    let (summary, _) = try verify(folder.archive(made.assemble().bytes))
    #expect(summary.lost == [path("g.md")])
  }

  @Test func `a hard link that does not lead to a file is detected`() throws {
    for target in ["a", "b/link", "nothing"] {
      var made = ArchiveAssembler()
      try made.frame([
        ArchiveAssembler.link("a", .folder),
        ArchiveAssembler.link("b/link", .symbolicLink(target: "x".bytes)),
        ArchiveAssembler.link("x", .hardLink(target: target.bytes)),
      ])
      let (summary, _) = try verify(folder.archive(made.assemble().bytes))
      #expect(summary.lost == [path("x")], "\(target)")
    }
  }

  @Test func `a change of any byte is detected`() throws {
    let parts = try ArchiveAssembler.sample().assemble()
    for index in parts.bytes.indices {
      for bit in [1, 0x80] as [UInt8] {
        var bytes = parts.bytes
        bytes[index] ^= bit
        let archive = try folder.archive(bytes)
        do {
          let (summary, _) = try verify(archive)
          #expect(
            try summary.isDamaged || isOfNoMatter(index, bytes, in: parts),
            "byte \(index), bit \(bit)")
        } catch {
          #expect(error is StoreError)
        }
      }
    }
  }

  /// Returns whether a frame still decodes to the same bytes, because some bits of zstd have no
  /// meaning.
  private func isOfNoMatter(
    _ index: Int, _ bytes: [UInt8], in parts: ArchiveAssembler.Parts
  ) throws -> Bool {
    guard let frame = (parts.frames + [parts.end]).first(where: { $0.contains(index) }) else {
      return false
    }
    let decompressor = try FrameDecompressor()
    return try decompressor.decompress(Array(bytes[frame]).span.bytes)
      == decompressor.decompress(Array(parts.bytes[frame]).span.bytes)
  }

  @Test func `a cut at any byte is detected`() throws {
    let bytes = try ArchiveAssembler.sample().assemble().bytes
    for count in bytes.indices {
      do {
        let (summary, _) = try verify(folder.archive(Array(bytes[..<count])))
        #expect(summary.isDamaged, "\(count) bytes")
      } catch {
        #expect(error is StoreError)
      }
    }
  }
}
