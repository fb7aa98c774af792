import Dispatch
import Glibc
import SystemPackage
import Tar
import TestSupport
import Testing

/// Archives by other programs, and forged ones.
@Suite struct ArchiveReaderTests {
  @Test(arguments: ["gnu", "oldgnu", "pax", "ustar", "v7"])
  func `every format of GNU tar is read`(form: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("post/a.md", "a\n", mode: 0o640)
    try folder.write("post/箱書き.md", "b\n")
    try folder.makeSymbolicLink("post/link", to: "a.md")
    try folder.makeHardLink("post/second", to: "post/a.md")
    for name in ["post/a.md", "post/箱書き.md", "post/link", "post"] {
      try folder.setTime(name, 1_700_000_000)
    }
    let made = try Program.run(
      "tar", "--format", form, "--sort=name", "-cf", "-", "post", in: folder.path)
    var first = file("post/a.md", "a\n", mode: 0o640)
    var second = member("post/second", .hardLink(target: "post/a.md".bytes), mode: 0o640)
    second.member.size = 0
    first.member.size = 2
    #expect(
      try read(made.output)
        == Reading(met: [
          member("post/", .folder), first,
          member("post/link", .symbolicLink(target: "a.md".bytes), mode: 0o777), second,
          file("post/箱書き.md", "b\n"),
        ]))
  }

  @Test(arguments: ["gnu", "pax"])
  func `long names by GNU tar are read`(form: String) throws {
    let folder = try TemporaryFolder()
    let name = String(repeating: "é", count: 120)
    let path = "\(name)/\(name)/\(name)"
    try folder.write(path, "x")
    try folder.makeSymbolicLink("link", to: path)
    let made = try Program.run(
      "tar", "--format", form, "-cf", "-", path, "link", in: folder.path)
    let reading = try read(made.output)
    #expect(reading.paths == [path, "link"])
    #expect(reading.met.last?.member.kind == .symbolicLink(target: path.bytes))
    #expect(reading.met.allSatisfy { $0.remark == nil } && reading.failure == nil)
  }

  @Test(arguments: ["gnu", "pax 0.0", "pax 0.1", "pax 1.0"], Source.allCases)
  func `the holes of a sparse file are returned as holes`(form: String, source: Source) throws {
    let folder = try TemporaryFolder()
    try folder.write("sparse")
    #expect(truncate(folder.path("sparse"), 3_000_000) == 0)
    let file = try FileDescriptor.open(folder.path("sparse"), .writeOnly)
    try file.writeAll(toAbsoluteOffset: 1_000_000, "middle".bytes)
    try file.close()
    let words = form.split(separator: " ").map(String.init)
    let made = try Program.run(
      "tar",
      [
        ["--format=\(words[0])", "--sparse"],
        words.count > 1 ? ["--sparse-version=\(words[1])"] : [],
        ["-cf", "-", "sparse"],
      ].joined().map(\.bytes), in: folder.path)
    #expect(made.output.count < 100_000)

    let input = try descriptor(of: made.output, source)
    defer { try? input.close() }
    var reader = try ArchiveReader.open(DescriptorBytes(input))
    let met = try reader.next()
    #expect(met?.member.size == 3_000_000)
    #expect(met?.member.path == "sparse".bytes)
    var stored = 0
    var content = [UInt8](repeating: 0, count: 3_000_000)
    while let piece = try reader.nextPiece() {
      stored += piece.bytes.count
      content.replaceSubrange(
        Int(piece.offset)..<(Int(piece.offset) + piece.bytes.count), with: piece.bytes)
    }
    #expect(stored < 100_000)
    #expect(try content == folder.contents("sparse".bytes))
    #expect(try reader.next() == nil)
  }

  @Test(arguments: [TarHeader.Kind.characterDevice, .blockDevice, .fifo])
  func `a device or FIFO is read as a special member`(kind: TarHeader.Kind) throws {
    let bytes = TarBuilder.archive { $0.add(TarHeader("a".bytes, kind, mode: 0o600)) }
    #expect(try read(bytes) == Reading(met: [member("a", .special, mode: 0o600)]))
  }

  @Test(arguments: [UInt8(ascii: "7"), 0, UInt8(ascii: "Z")])
  func `other type flags that mean a file are read as files`(type: UInt8) throws {
    let bytes = TarBuilder.archive {
      $0.add(TarHeader("a".bytes, size: 3).with(.type, [type]), content: "one".bytes)
    }
    #expect(try read(bytes) == Reading(met: [file("a", "one")]))
  }

  @Test func `a hard link with a content of its own is read as a link`() throws {
    let bytes = TarBuilder.archive {
      $0.file("a", "one")
      $0.pax([("path", "b".bytes)])
      $0.add(TarHeader("x".bytes, .hardLink, size: 3, linkTarget: "a".bytes), content: "one".bytes)
      $0.file("c", "two")
    }
    let reading = try read(bytes)
    #expect(reading.paths == ["a", "b", "c"])
    #expect(reading.met[1].member.kind == .hardLink(target: "a".bytes))
    #expect(reading.met[1].member.size == 0)
    #expect(reading.failure == nil)
  }

  @Test func `pax records change only the next member and global records are accepted`() throws {
    let bytes = TarBuilder.archive {
      $0.pax([("comment", "4f1e".bytes)], global: true)
      $0.pax([("path", "long/ä".bytes), ("mtime", "1234567890.75".bytes)])
      $0.file("short", "one")
      $0.file("b", "two")
    }
    var first = file("long/ä", "one")
    (first.member.modified, first.member.nanoseconds) = (1_234_567_890, 750_000_000)
    #expect(try read(bytes) == Reading(met: [first, file("b", "two")]))
  }

  @Test(
    arguments: [
      [("path", "箱".bytes)], [("path", "cafe\u{301}".bytes)], [("path", [0x61, 0xFF])],
      [("hdrcharset", "BINARY".bytes), ("path", [0xFF])],
      [("linkpath", "箱".bytes)],
      // Names of users and groups are not kept, so they need no remark.
      [("uname", "Jürgen".bytes), ("gname", "größe".bytes)],
    ] as [[(key: String, value: [UInt8])]])
  func `names beyond ASCII give no remark`(records: [(key: String, value: [UInt8])]) throws {
    let bytes = TarBuilder.archive {
      $0.pax(records)
      $0.add(TarHeader("a".bytes, .symbolicLink, linkTarget: "b".bytes))
    }
    let reading = try read(bytes)
    #expect(reading.met.map(\.remark) == [nil])
    #expect(reading.failure == nil)
    let member = try #require(reading.met.first?.member)
    for record in records {
      if record.key == "path" { #expect(member.path == record.value) }
      if record.key == "linkpath" { #expect(member.kind == .symbolicLink(target: record.value)) }
    }
  }

  @Test(arguments: [
    "7 a=b\n", "no number\n", "999999 path=x\n", "6 a=b", "0 \n", "3\n", " ",
    "20 mtime=nonsense12\n", "99999999999999999999 a=b\n", "-6 a=b\n",
  ])
  func `malformed pax records give a remark or end the archive as damaged`(records: String) throws {
    let bytes = TarBuilder.archive {
      $0.file("before")
      $0.pax(raw: records.bytes)
      $0.file("a", "one")
    }
    let reading = try read(bytes)
    #expect(reading.paths.first == "before")
    if let failure = reading.failure {
      #expect(failure.code == .damaged)
    } else if records != "20 mtime=nonsense12\n" {
      #expect(reading.met.contains { $0.remark != nil })
    }
  }

  @Test(
    arguments: [
      TarHeader("a".bytes).with(.size, "nonsense".bytes),
      TarHeader("a".bytes).with(.size, TarHeader.number(-1)),
      TarHeader("a".bytes).with(.size, TarHeader.number(.max)),
      TarHeader("a".bytes).with(.size, [UInt8](repeating: 0xFF, count: 12)),
      TarHeader("a".bytes).with(.size, [0x80] + [UInt8](repeating: 0xFF, count: 11)),
      TarHeader("a".bytes).with(.size, "77777777777".bytes),
      TarHeader("a".bytes, .pax).with(.size, "77777777777".bytes),
      TarHeader("a".bytes, .gnuLongName).with(.size, "77777777777".bytes),
      TarHeader("a".bytes, .gnuLongTarget).with(.size, TarHeader.number(-1)),
      TarHeader("a".bytes, .gnuSparse).with(.size, "7777".bytes),
      TarHeader("a".bytes, .paxGlobal).with(.size, TarHeader.number(1 << 62)),
      TarHeader([UInt8]()), TarHeader("a".bytes).with(.name, [UInt8](repeating: 0x61, count: 100)),
      TarHeader("a".bytes).with(.modified, [UInt8](repeating: 0xFF, count: 12)),
      TarHeader("a".bytes).with(.mode, "99999999".bytes),
      TarHeader("a".bytes, .symbolicLink), TarHeader("a".bytes, .hardLink),
      TarHeader("a".bytes).with(.magic, [0xFF, 0, 0xFF]),
    ], Source.allCases)
  func `a forged header is read or refused and does no harm`(
    header: TarHeader, source: Source
  ) throws {
    let bytes = TarBuilder.archive {
      $0.file("before", "one")
      $0.add(header)
      $0.file("behind", "two")
    }
    let reading = try read(bytes, from: source)
    #expect(reading.met.first == file("before", "one"))
    #expect(reading.met.count <= 3)
    #expect(reading.met.count == 3 || reading.failure != nil || reading.met.last?.content != [])
    for met in reading.met { #expect(met.member.size >= 0) }
  }

  @Test(arguments: ["size", "GNU.sparse.realsize", "GNU.sparse.size"])
  func `a negative size in a pax record never gives a negative size`(key: String) throws {
    let bytes = TarBuilder.archive {
      $0.pax([(key, "-5".bytes)])
      $0.file("a", "one")
    }
    let reading = try read(bytes)
    #expect(reading.met.allSatisfy { $0.member.size >= 0 })
    #expect(!reading.met.isEmpty || reading.failure != nil)
  }

  @Test(arguments: Source.allCases)
  func `endless long names are read or refused`(source: Source) throws {
    let bytes = TarBuilder.archive {
      $0.file("before")
      for _ in 0..<600 { $0.gnuLongName([UInt8](repeating: 0x61, count: 200)) }
      $0.file("a")
    }
    let reading = try read(bytes, from: source)
    #expect(reading.paths.first == "before")
    #expect(reading.met.count == 2 || reading.failure?.code == .damaged)
  }

  @Test func `reading begins at the descriptor's position`() throws {
    let input = try Program.namelessFile()
    defer { try? input.close() }
    try input.writeAll("something else".bytes + write([file("a", "one")]))
    try input.seek(offset: 14, from: .start)
    #expect(read(input) == Reading(met: [file("a", "one")]))
  }

  @Test func `skipping a large member in a file does not read it`() throws {
    // A member of a terabyte whose content is a hole in the file.
    let size = 1 << 40
    let input = try Program.namelessFile()
    defer { try? input.close() }
    try input.writeAll(TarHeader("large".bytes, size: size).block)
    try input.writeAll(
      toAbsoluteOffset: Int64(size) + 512, TarBuilder.archive { $0.file("a", "one") })
    try input.seek(offset: 0, from: .start)
    let reading = read(input, skipping: true)
    #expect(reading.paths == ["large", "a"])
    #expect(reading.met.first?.member.size == Int64(size))
    #expect(reading.failure == nil)
  }

  @Test(arguments: compressions)
  func `a pipe that gives one byte at a time is read`(compression: Compression) throws {
    let members = [file("a", "one"), file("b", "two")]
    let bytes = try write(members, compression)
    let (output, input) = try FileDescriptor.pipe()
    DispatchQueue.global().async {
      for byte in bytes { _ = try? input.writeAll([byte]) }
      try? input.close()
    }
    #expect(read(output) == Reading(met: members))
    try output.close()
  }
}
