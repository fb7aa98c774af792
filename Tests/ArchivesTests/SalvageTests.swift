import ArchiveFormat
import Archives
import CollectionSupport
import Entries
import Files
import Posts
import Store
import TestSupport
import Testing
import Unpacking

/// Salvaging damaged archives.
@Suite struct SalvageTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Unpacks everything that is whole into a folder `out`, which was empty before.
  private func salvage(
    _ archive: PostCollection, _ change: (inout Unpacker.Options) -> Void = { _ in }
  ) throws -> [StoreError] {
    if folder.exists("out") {
      try FolderDescriptor.open(folder.path).removeWhole(Name("out".utf8))
    }
    try folder.makeFolder("out")
    let reports = Reports()
    var options = Unpacker.Options()
    options.salvages = true
    change(&options)
    _ = try Unpacker(archive, options: options, context: reports.context)
      .unpack(into: folder.path("out"))
    #expect(try folder.tree("out").nodes.keys.allSatisfy { !$0.contains(".tmp".bytes) })
    return reports.errors
  }

  /// Returns the files that came out, after checking that each is as it was packed.
  private func files(of expected: [String: [UInt8]]) throws -> [String] {
    let nodes = try folder.tree("out").nodes
    for (path, node) in nodes where node.type == 0o100000 {
      let name = String(decoding: path, as: UTF8.self)
      #expect(node.content == expected[name], "\(name)")
    }
    return expected.keys.filter { nodes[$0.bytes] != nil }.sorted()
  }

  private func briefly(_ errors: [StoreError]) -> [Reports.Brief] {
    errors.map { Reports.Brief($0.code, String(decoding: $0.subject, as: UTF8.self)) }
  }

  private static let allFiles = ArchiveAssembler.sampleFiles.keys.sorted()

  @Test func `a whole archive of any form loses nothing`() throws {
    let bytes = try ArchiveAssembler.sample().assemble().bytes
    #expect(try salvage(folder.archive(bytes)) == [])
    #expect(try files(of: ArchiveAssembler.sampleFiles) == Self.allFiles)
    let tree = try folder.tree("out")
    for form in ArchiveForm.allCases {
      try folder.pack("out", as: "b.\(form.rawValue)")
      #expect(try salvage(folder.collection("b.\(form.rawValue)")) == [])
      #expect(try folder.tree("out").differences(from: tree) == [])
    }
  }

  @Test(arguments: ArchiveAssembler.breaks)
  func `if a frame is broken, the members of all others are kept`(
    broken: ArchiveAssembler.Break
  ) throws {
    var parts = try ArchiveAssembler.sample().assemble()
    let frame = parts.frames[broken.frame]
    parts.bytes[(frame.lowerBound + frame.upperBound) / 2] ^= 1
    let errors = try salvage(folder.archive(parts.bytes))
    #expect(briefly(errors) == broken.lost.map { Reports.Brief(.damaged, $0) })
    #expect(
      try files(of: ArchiveAssembler.sampleFiles)
        == Self.allFiles.filter { !broken.lost.contains($0) })
  }

  @Test(arguments: ArchiveAssembler.breaks, ["index", "seek table"])
  func `if a frame and the index are broken, the members of all other frames are kept`(
    broken: ArchiveAssembler.Break, missing: String
  ) throws {
    var parts = try ArchiveAssembler.sample().assemble()
    let frame = parts.frames[broken.frame]
    parts.bytes[(frame.lowerBound + frame.upperBound) / 2] ^= 1
    if missing == "index" {
      parts.bytes[parts.index.lowerBound + 30] ^= 1
    } else {
      parts.bytes.removeSubrange(parts.seekTable)
    }
    let errors = try salvage(folder.archive(parts.bytes))
    let lost = errors.filter { $0.code == .damaged }
    #expect(lost.contains { $0.cause.hasPrefix("bytes ") })
    #expect(
      try files(of: ArchiveAssembler.sampleFiles)
        == Self.allFiles.filter { !broken.lost.contains($0) })
  }

  @Test func `a broken index alone loses nothing and is reported as a note`() throws {
    var parts = try ArchiveAssembler.sample().assemble()
    parts.bytes[parts.index.lowerBound + 30] ^= 1
    #expect(try salvage(folder.archive(parts.bytes)).map(\.code) == [.indexUnusable])
    #expect(try files(of: ArchiveAssembler.sampleFiles) == Self.allFiles)
  }

  @Test func `a seek table of very many frames is read`() throws {
    let parts = try ArchiveAssembler.sample().assemble()
    var bytes = parts.bytes[..<parts.index.lowerBound]
    var table = SeekTable()
    for (frame, content) in zip(parts.frames, try ArchiveAssembler.sample().contents) {
      try table.append(compressed: frame.count, decoded: content.count)
    }
    // Enough to overflow a stack if each frame took a recursive call.
    for _ in 0..<50_000 {
      bytes.append(1)
      try table.append(compressed: 1, decoded: 0)
    }
    _ = try salvage(folder.archive(bytes + table.encode()))
    #expect(try files(of: ArchiveAssembler.sampleFiles) == Self.allFiles)
  }

  @Test func `lost bytes that no path names are reported as bytes of the file`() throws {
    var parts = try ArchiveAssembler.sample().assemble()
    parts.bytes.removeSubrange(parts.index.lowerBound...)
    let frame = parts.frames[5]
    for place in frame { parts.bytes[place] = 0 }
    let errors = try salvage(folder.archive(parts.bytes))
    #expect(
      errors.map(\.cause) == [
        "bytes \(Self.grouped(frame.lowerBound)) to \(Self.grouped(frame.upperBound - 1)) are "
          + "damaged: their contents are lost",
        "it ends too soon: its end mark is missing",
      ])
    #expect(
      try files(of: ArchiveAssembler.sampleFiles)
        == Self.allFiles.filter { $0 != "b/picture.png" && $0 != "b/three.md" })
  }

  private static func grouped(_ number: Int) -> String {
    number < 1000
      ? "\(number)" : "\(number / 1000)," + String(String(number % 1000 + 1000).dropFirst())
  }

  @Test func `the rest is found after a lost beginning`() throws {
    let parts = try ArchiveAssembler.sample().assemble()
    for cut in [1, parts.frames[0].upperBound, parts.frames[5].lowerBound - 3] {
      for tail in [parts.bytes.count, parts.index.lowerBound + 100] {
        _ = try salvage(folder.archive(Array(parts.bytes[cut..<tail])))
        #expect(try files(of: ArchiveAssembler.sampleFiles).contains("c.md"))
        #expect(try files(of: ArchiveAssembler.sampleFiles).contains("b/three.md"))
      }
    }
  }

  @Test func `a piece of a large tar is not mistaken for members of the archive`() throws {
    // The inner tar is built so that its second piece begins with a header of its own.
    var inner = TarBuilder()
    inner.file("first".bytes, [UInt8](repeating: 1, count: IndexedArchive.pieceLength - 1024 - 512))
    inner.file("inner.md", "not of this archive")
    inner.file("second".bytes, [UInt8](repeating: 2, count: IndexedArchive.pieceLength))
    inner.end()
    var made = ArchiveAssembler()
    try made.frame(("a.md", "# A\n".bytes))
    try made.large("b.tar", inner.bytes)
    try made.frame(("c.md", "# C\n".bytes))
    var parts = try made.assemble()
    #expect(parts.frames.count == 5)
    let first = parts.frames[1]
    parts.bytes[(first.lowerBound + first.upperBound) / 2] ^= 1
    parts.bytes.removeSubrange(parts.index.lowerBound...)
    let errors = try salvage(folder.archive(parts.bytes))
    #expect(!errors.isEmpty)
    #expect(try folder.names("out") == ["a.md", "c.md"])
  }

  @Test func `no content is wrong or silently missing whichever byte is changed`()
    throws
  {
    let parts = try ArchiveAssembler.sample().assemble()
    for index in parts.bytes.indices {
      var bytes = parts.bytes
      bytes[index] ^= 0x10
      try check(bytes, "byte \(index)")
    }
  }

  @Test func `no content is wrong or silently missing wherever the archive is cut`() throws {
    let bytes = try ArchiveAssembler.sample().assemble().bytes
    for count in bytes.indices { try check(Array(bytes[..<count]), "\(count) bytes") }
  }

  /// Unpacks an archive with and without salvage, and checks the files and the reports.
  private func check(_ bytes: [UInt8], _ what: Comment) throws {
    let archive = try folder.archive(bytes)
    for salvages in [true, false] {
      var isTold = false
      do {
        let errors = try salvage(archive) { $0.salvages = salvages }
        isTold = errors.contains { $0.code == .damaged }
      } catch let error as StoreError {
        #expect(error.code == .damaged || error.code == .notAnArchive, what)
        isTold = true
      }
      let found = folder.exists("out") ? try files(of: ArchiveAssembler.sampleFiles) : []
      #expect(isTold || found == Self.allFiles, what)
    }
  }

  @Test func `in every other form, the members before the damage are kept`() throws {
    var generator = FixedGenerator(state: 5)
    try folder.writePosts(200, in: "in", &generator)
    try folder.write("in/zz/large.bin", (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
    for form in ArchiveForm.allCases where form.rawValue != "tar.zst" {
      let name = "a.\(form.rawValue)"
      try folder.pack("in", as: name)
      var bytes = try folder.contents(name)
      bytes.removeLast(bytes.count / 3)
      do {
        let errors = try salvage(folder.archive(bytes, name))
        #expect(errors.last?.code == .damaged, "\(form)")
        #expect(errors.last?.cause.hasSuffix("everything after it is lost") == true, "\(form)")
      } catch let error as StoreError where ["tar.bz2", "tar.lz4"].contains(form.rawValue) {
        // Their first block is already broken.
        #expect(error.code == .damaged)
      }
      let (whole, saved) = (try folder.tree("in").nodes, try folder.tree("out").nodes)
      let contents = saved.filter { $0.value.type == 0o100000 }
      #expect(contents.allSatisfy { $0.value.content == whole[$0.key]?.content })
      #expect(form.rawValue != "tar" || contents.count > 50, "\(form)")
    }
  }

  @Test func `a hard link to a lost file is reported and not created`() throws {
    var parts = try ArchiveAssembler.sample().assemble()
    let frame = parts.frames[0]
    parts.bytes[(frame.lowerBound + frame.upperBound) / 2] ^= 1
    let archive = try folder.archive(parts.bytes)
    for selection in [["d.md"], ["a", "d.md"], ["e.bin", "d.md"]] {
      let errors = try salvage(archive) {
        $0.selection = Selection(paths: selection.map { path($0) })
      }
      #expect(errors.contains { $0.subject == "d.md".bytes && $0.code == .damaged })
      #expect(!folder.exists("out/d.md"))
      #expect(folder.exists("out/e.bin") == selection.contains("e.bin"))
    }
    #expect(try files(of: ArchiveAssembler.sampleFiles) == ["e.bin"])
  }

  @Test func `every content that salvage returns is whole`() throws {
    let parts = try ArchiveAssembler.sample().assemble()
    for (number, frame) in parts.frames.enumerated() {
      for hasIndex in [true, false] {
        var bytes = parts.bytes
        bytes[(frame.lowerBound + frame.upperBound) / 2] ^= 1
        if !hasIndex { bytes.removeSubrange(parts.index.lowerBound...) }
        let stream = try folder.archive(bytes).salvage(context: .silent())
        while let entry = try stream.next() {
          var content: [UInt8] = []
          while let piece = try stream.nextPiece() {
            unsafe piece.forEachRun { unsafe content.append(contentsOf: $0) }
          }
          guard entry.kind == .file else { continue }
          #expect(
            content == ArchiveAssembler.sampleFiles[entry.path.description], "frame \(number)")
        }
      }
    }
  }

  @Test(
    arguments: [
      [0x28, 0xB5, 0x2F, 0xFD],
      [0x28, 0xB5, 0x2F, 0xFD, 0x24, 0x00, 0x01, 0x00, 0x00],
      [0x50, 0x2A, 0x4D, 0x18],
      [0x50, 0x2A, 0x4D, 0x18, 0x08, 0x00, 0x00, 0x00],
      // A block that contains the beginnings of many others.
      [0x28, 0xB5, 0x2F, 0xFD, 0xA4, 0x00, 0x00, 0x80, 0x00, 0xF8, 0xFF, 0x0F],
    ] as [[UInt8]])
  func `a file of incomplete frames does not take too long`(pattern: [UInt8]) throws {
    let frame = try ArchiveAssembler.sample().assemble()
    var bytes = Array(frame.bytes[frame.frames[0]])
    while bytes.count < 3_000_000 { bytes += pattern }
    let errors = try salvage(folder.archive(bytes))
    #expect(errors.allSatisfy { $0.code == .damaged })
    #expect(!errors.isEmpty)
    #expect(try folder.names("out/a") == ["one.md", "two.md"])
  }

  @Test func `a folder is not an archive`() throws {
    try folder.makeFolder("in")
    let failure = #expect(throws: StoreError.self) { try salvage(folder.collection("in")) }
    #expect(failure?.code == .notAnArchive)
  }
}
