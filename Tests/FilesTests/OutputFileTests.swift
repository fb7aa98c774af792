import Archives
import CollectionSupport
import Entries
import Files
import Glibc
import Packing
import Store
import SystemPackage
import TestSupport
import Testing

/// Output files that appear whole or not at all.
@Suite struct OutputFileTests {
  private func write(_ text: String, to output: borrowing OutputFile) throws {
    try output.descriptor.writeAll(text.bytes)
  }

  @Test func `the file appears only when it is committed`() throws {
    let folder = try TemporaryFolder()
    let output = try OutputFile.create(folder.path("out"))
    try write("content", to: output)
    #expect(!folder.exists("out"))
    #expect(try output.commit())
    #expect(try folder.content("out") == "content")
    #expect(try folder.names() == ["out"])
  }

  @Test func `a file that is not committed leaves nothing`() throws {
    let folder = try TemporaryFolder()
    try folder.write("old", "as it was")
    for name in ["new", "old"] {
      let output = try OutputFile.create(folder.path(name))
      try write("content", to: output)
    }
    #expect(try folder.names() == ["old"])
    #expect(try folder.content("old") == "as it was")
  }

  @Test func `the next run removes files of a killed run but not those in use`() throws {
    let folder = try TemporaryFolder()
    let (left, mine) = (".blogsh-3w5e11264sgsf-1.part", ".blogsh-x!-1.part")
    try folder.write(left, "half")
    try folder.write(mine, "a person's")
    let first = try OutputFile.create(folder.path("out"))
    #expect(!folder.exists(left))
    let second = try OutputFile.create(folder.path("out"))
    #expect(try folder.names().count == 3)
    try write("first", to: first)
    try write("second", to: second)
    #expect(try first.commit())
    #expect(try folder.content("out") == "first")
    #expect(try second.commit())
    #expect(try folder.content("out") == "second")
    #expect(try folder.names() == [mine, "out"])
  }

  @Test(arguments: [0o600, 0o644, 0o755, 0o444] as [mode_t])
  func `a replaced file keeps its mode`(mode: mode_t) throws {
    let folder = try TemporaryFolder()
    try folder.write("out", "old", mode: mode)
    try OutputFile.write("new".bytes, to: folder.path("out"))
    #expect(try folder.content("out") == "new")
    #expect(try mode_t(folder.permissions("out")) == mode)
  }

  @Test func `a file with the same bytes is left alone on request`() throws {
    let folder = try TemporaryFolder()
    try folder.write("out", "same")
    try folder.setTime("out", 1_000_000)
    for (text, isChanged) in [
      ("same", false), ("sama", true), ("same but longer", true), ("", true),
    ] {
      let (inode, modified) = try (folder.inode("out"), folder.modified("out"))
      let output = try OutputFile.create(folder.path("out"))
      try write(text, to: output)
      #expect(try output.commit(ifChanged: true) == isChanged)
      #expect(try folder.content("out") == text)
      #expect(try (folder.inode("out") == inode) == !isChanged)
      if !isChanged { #expect(try folder.modified("out") == modified) }
    }
    #expect(try folder.names() == ["out"])
  }

  @Test func `an output that did not exist is a change`() throws {
    let folder = try TemporaryFolder()
    #expect(try OutputFile.create(folder.path("out")).commit(ifChanged: true))
  }

  @Test func `a link to a file stays and the file is replaced`() throws {
    let folder = try TemporaryFolder()
    try folder.write("b/real", "old")
    try folder.makeSymbolicLink("link", to: "b/real")
    try OutputFile.write("new".bytes, to: folder.path("link"))
    #expect(folder.linkTarget("link".bytes) == "b/real".bytes)
    #expect(try folder.content("b/real") == "new")
    #expect(try folder.names("b") == ["real"])
  }

  @Test(arguments: [
    "folder", "folder/", "missing/out", "missing/and/more/out", "file/out", "", "new/", "loop",
    "gone", "away",
  ])
  func `an output that cannot be written is refused at once`(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("folder")
    try folder.write("file")
    try folder.makeSymbolicLink("loop", to: "loop/x")
    try folder.makeSymbolicLink("gone", to: "nothing")
    try folder.makeSymbolicLink("away", to: "/nonexistent/disk/out")
    let output = name.isEmpty ? "" : folder.path(name)
    let error = #expect(throws: OutputFile.Failure.self) { try OutputFile.write([], to: output) }
    switch (name, error) {
    case ("loop", .danglingLink), ("gone", .danglingLink), ("away", .danglingLink): break
    case (_, .missingFolder(folder.path("missing"))): #expect(name.hasPrefix("missing/"))
    case (_, .system): #expect(!name.hasPrefix("missing/"))
    default: Issue.record("\(error.debugDescription)")
    }
    #expect(try folder.names() == ["away", "file", "folder", "gone", "loop"])
    #expect(try folder.names("folder") == [])
  }

  @Test func `a device is written and not replaced`() throws {
    let output = try OutputFile.create("/dev/null")
    try write("content", to: output)
    #expect(try output.commit(ifChanged: true))
    var status = stat()
    #expect(lstat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func `a FIFO is written and not replaced`() throws {
    let folder = try TemporaryFolder()
    try folder.makeFIFO("fifo")
    let reader = FileDescriptor(rawValue: open(folder.path("fifo"), O_RDONLY | O_NONBLOCK))
    defer { try? reader.close() }
    try folder.makeSymbolicLink("link", to: "fifo")
    for name in ["fifo", "link"] {
      let output = try OutputFile.create(folder.path(name))
      try write("content", to: output)
      #expect(try output.commit())
    }
    #expect(try reader.read(upTo: 100) == "contentcontent".bytes)
    #expect(try folder.names() == ["fifo", "link"])
  }

  /// /dev/stdout is a link of this kind.
  @Test func `a link to an open pipe is written and not replaced`() throws {
    let folder = try TemporaryFolder()
    let (reader, writer) = try FileDescriptor.pipe()
    try folder.makeSymbolicLink("stdout", to: "/proc/self/fd/\(writer.rawValue)")
    do {
      let output = try OutputFile.create(folder.path("stdout"))
      try write("content", to: output)
      #expect(try output.commit())
    }
    #expect(folder.linkTarget("stdout".bytes) == "/proc/self/fd/\(writer.rawValue)".bytes)
    try writer.writeAll("!".bytes)
    #expect(try reader.read(upTo: 100) == "content!".bytes)
    try reader.close()
    try writer.close()
  }

  @Test func `a full disk is an error and leaves nothing`() throws {
    let folder = try TemporaryFolder()
    let failure = #expect(throws: StoreError.self) {
      try Packer(
        PostCollection.open(folder.path), options: Packer.Options(form: .tar), context: .silent()
      ).pack(to: .file("/dev/full", ifChanged: false))
    }
    #expect(failure?.code == .unwritable)
    #expect(failure?.cause.hasSuffix(Errno.noSpace.description) == true)
  }
}

extension FileDescriptor {
  /// Returns the bytes of one read.
  fileprivate func read(upTo count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}
