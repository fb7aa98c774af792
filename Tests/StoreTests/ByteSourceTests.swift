import ArchiveFormat
import Archives
import Checking
import CollectionSupport
import Entries
import Packing
import Posts
import Store
import Synchronization
import SystemPackage
import TestSupport
import Testing

/// An archive that is not in a file gives the same as one that is.
struct ByteSourceTests {
  /// The bytes of an archive in memory, all that an archive elsewhere has to answer.
  private final class MemoryBytes: ByteSource {
    /// What was asked for.
    struct Asked: Equatable {
      var requests = 0
      var ranges = 0
    }

    private let content: [UInt8]
    /// The first byte that cannot be read.
    private let limit: Int
    private let counts = Mutex(Asked())

    init(_ content: [UInt8], failingFrom limit: Int = .max) {
      self.content = content
      self.limit = limit
    }

    var length: Int64? { Int64(content.count) }

    func bytes(in ranges: [Range<Int64>]) throws(ReadFailure) -> [[UInt8]?] {
      counts.withLock {
        $0.requests += 1
        $0.ranges += ranges.count
      }
      guard ranges.allSatisfy({ $0.upperBound <= limit }) else {
        throw ReadFailure(.connectionReset, cause: "the line was cut")
      }
      return ranges.map { range in
        guard range.upperBound <= content.count else { return nil }
        return Array(content[Int(range.lowerBound)..<Int(range.upperBound)])
      }
    }

    /// Returns what was asked for since the last call.
    func takeAsked() -> Asked {
      counts.withLock { counts in
        defer { counts = Asked() }
        return counts
      }
    }
  }

  /// Puts all contents together.
  private final class Contents: FileVisitor {
    private var output: [String] = []

    func firstCandidate(in tar: UnsafeRawBufferPointer) -> Int? { 0 }
    func passOver(_ count: Int) {}
    func begin(_ entry: Entry) { output.append("\(entry.path): ") }
    func visit(_ lines: UnsafeRawBufferPointer, isLast: Bool) -> Bool {
      output.append(String(decoding: lines, as: UTF8.self))
      return true
    }
    func end() -> Bool { false }
    func takeOutput() -> [String] {
      defer { output = [] }
      return output
    }
  }

  private static let describe: Describe = { path, content in
    PostFacts(path: path, frontMatter: PostSource(content).frontMatter)
  }

  private let folder: TemporaryFolder

  init() throws { folder = try Self.made.get() }

  /// Made once, because no test changes it.
  private static let made = Result { try make() }

  private static func make() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for number in 0..<200 {
      let name = "in/post/\(number / 50)/\(number).md"
      try folder.write(
        name, "---\ntitle: Post \(number)\n---\n" + .init(repeating: "x", count: 4_000))
    }
    try folder.write("in/large.bin", [[UInt8]](repeating: Array(0...254), count: 3_000).joined())
    try folder.makeHardLink("in/hard.md", to: "in/post/0/1.md")
    try folder.makeSymbolicLink("in/link.md", to: "post/0/2.md")
    for name in ["a.tar.zst", "a.tar", "a.tar.gz"] {
      #expect(try folder.pack("in", as: name) { $0.describe = describe } == [])
    }
    return folder
  }

  /// Returns an archive in its file, and the same archive in memory.
  private func archive(_ name: String) throws -> (
    file: PostCollection, memory: PostCollection, source: MemoryBytes
  ) {
    let source = MemoryBytes(try folder.contents(name))
    return (
      try folder.collection(name),
      PostCollection(name: folder.path(name), archive: source), source
    )
  }

  /// Returns all contents as they are visited.
  private func visited(_ collection: PostCollection) throws -> String {
    var output = ""
    try collection.visitFiles(
      below: [.root], context: .failing, makeVisitor: { Contents() },
      take: { output += $0.joined() })
    return output
  }

  @Test(arguments: ["a.tar.zst", "a.tar", "a.tar.gz"])
  func `every question has the same answer`(name: String) throws {
    let (file, memory, _) = try archive(name)
    #expect(memory.archiveBytes?.localFile == nil)
    #expect((memory.index != nil) == (name == "a.tar.zst"))
    #expect(memory.fileLength == file.fileLength)
    #expect(!memory.isOutdated && memory.canBeReadAgain)
    #expect(
      try memory.catalog(describe: Self.describe, context: .failing).listed
        == file.catalog(describe: Self.describe, context: .failing).listed)
    #expect(try memory.children(of: path("post")) == file.children(of: path("post")))
    for name in ["post/0/1.md", "hard.md", "link.md", "large.bin"] {
      #expect(try memory.entry(at: path(name)) == file.entry(at: path(name)))
      #expect(try memory.text(name) == file.text(name))
    }
    #expect(try visited(memory) == visited(file))
    #expect(
      try Verification(memory, context: .failing).verify()
        == Verification(file, context: .failing).verify())
    #expect(try memory.changes(to: file) == [])
    #expect(try folder.unpack(memory, into: "out of \(name)") == [])
    #expect(try folder.tree("out of \(name)") == folder.tree("in"))
    for form in [ArchiveForm.zstd, .tar] {
      let outputs = try [(file, "file"), (memory, "memory")].map { collection, output in
        let output = "\(output) of \(name).\(form.rawValue)"
        _ = try Packer(collection, options: Packer.Options(form: form), context: .failing)
          .pack(to: .file(folder.path(output), ifChanged: false))
        return try folder.contents(output)
      }
      #expect(outputs[0] == outputs[1])
    }
  }

  @Test func `what does not depend on other bytes is asked for at once`() throws {
    let (_, memory, source) = try archive("a.tar.zst")
    // The seek table; the head and the trailer of the index; its directory.
    #expect(source.takeAsked() == MemoryBytes.Asked(requests: 3, ranges: 4))
    _ = try memory.text("post/1/60.md")
    // A block of rows, a digest, and a frame.
    #expect(source.takeAsked() == MemoryBytes.Asked(requests: 3, ranges: 3))
    let blocks = try #require(memory.index).own.trailer.blocks
    var rows = try #require(memory.index).rows(with: .digests)
    while try rows.next() != nil {}
    #expect(source.takeAsked() == MemoryBytes.Asked(requests: blocks, ranges: 2 * blocks))
  }

  @Test func `what is whole of a damaged archive is found`() throws {
    var bytes = try folder.contents("a.tar.zst")
    let tail = bytes.count - 20
    for place in [1_000, tail] { bytes[place] ^= 1 }
    try folder.write("b.tar.zst", bytes)
    let memory = PostCollection(name: folder.path("b.tar.zst"), archive: MemoryBytes(bytes))
    let found = try [memory, folder.collection("b.tar.zst")].map { collection in
      let reports = Reports()
      var paths: [Path] = []
      let stream = try collection.salvage(context: reports.context)
      while let entry = try stream.next() { paths.append(entry.path) }
      return (paths, reports.errors)
    }
    #expect(found[0].0 == found[1].0 && !found[0].0.isEmpty)
    #expect(found[0].1 == found[1].1 && !found[0].1.isEmpty)
  }

  @Test func `a reason that only the source knows reaches the user`() throws {
    let source = MemoryBytes(try folder.contents("a.tar"), failingFrom: 1)
    let archive = PostCollection(name: "a.tar", archive: source)
    #expect(archive.indexTrouble?.cause == "the line was cut")
    #expect {
      try archive.stream(context: .silent())
    } throws: {
      ($0 as? StoreError)?.cause == "the line was cut" && ($0 as? StoreError)?.code == .unreadable
    }
  }
}
