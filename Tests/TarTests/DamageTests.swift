import Glibc
import SystemPackage
import Tar
import TestSupport
import Testing

/// Files that are truncated or damaged archives, or no archives at all.
@Suite struct DamageTests {
  private static let members = [
    file("a.md", "one\n"), member("b/", .folder), file("b/箱.md", "two\n"),
    file("c.bin".bytes, noise(600)),
  ]

  @Test(arguments: compressions, Source.allCases)
  func `an archive cut short anywhere is never accepted as whole`(
    compression: Compression, source: Source
  ) throws {
    let bytes = try write(Self.members, compression)
    // One block of the end mark's two suffices, as it does for other tar programs.
    let whole = compression == .none ? bytes.count - 512 : bytes.count
    for count in 0..<whole {
      let reading = try read(Array(bytes[..<count]), from: source)
      guard let failure = reading.failure else {
        Issue.record("cut to \(count) of \(bytes.count) bytes, it is taken for whole")
        continue
      }
      // The first few bytes do not show what kind of file it is.
      let isRecognised = compression == .none ? !reading.met.isEmpty : count >= 16
      let codes: [TarError.Code] = isRecognised ? [.damaged] : [.damaged, .notAnArchive]
      #expect(codes.contains(failure.code), "cut to \(count)")
      #expect(!failure.message.isEmpty)
      // The members returned before the failure are right; only the cut content is shorter.
      for (met, expected) in zip(reading.met, Self.members) {
        #expect(met.member == expected.member)
        #expect(expected.content.starts(with: met.content))
      }
    }
  }

  @Test func `a tar cut short after its first header is reported as damaged`() throws {
    let bytes = try write(Self.members)
    for count in 512..<(bytes.count - 512) {
      let reading = try read(Array(bytes[..<count]), skipping: true)
      #expect(reading.failure?.code == .damaged, "cut to \(count)")
      #expect(!reading.met.isEmpty)
    }
  }

  @Test(arguments: compressions)
  func `a change of any byte does no harm and is detected by checksums`(compression: Compression)
    throws
  {
    let bytes = try write(Self.members, compression)
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x55
      let reading = try read(damaged)
      #expect(reading.met.allSatisfy { $0.member.size >= 0 }, "byte \(index)")
      // These have checksums of everything after their header. libarchive does not check that of
      // lz4.
      if [.gzip, .zstd, .xz, .bzip2].contains(compression), index >= 10 {
        let isSame = reading == Reading(met: Self.members)
        #expect(isSame || reading.failure?.code == .damaged, "byte \(index)")
      }
    }
  }

  @Test(arguments: [0, 1, 2, 20])
  func `only a tar with an end mark is whole`(blocks: Int) throws {
    var builder = TarBuilder()
    builder.file("a", "one")
    builder.file("b", "two")
    builder.end(blocks: blocks)
    let reading = try read(builder.bytes)
    #expect(reading.paths == ["a", "b"])
    let missing = TarError(.damaged, "Truncated tar archive: its end mark is missing")
    #expect(reading.failure == (blocks == 0 ? missing : nil))
  }

  @Test(arguments: Source.allCases)
  func `data after the end mark is ignored`(source: Source) throws {
    let whole = try write([file("a", "one")])
    let following = try write([file("b", "two")])
    for rest in [following, "no tar".bytes, noise(20_000), [UInt8](repeating: 0, count: 20_000)] {
      #expect(try read(whole + rest, from: source) == Reading(met: [file("a", "one")]))
    }
  }

  @Test(arguments: [Compression.gzip, .zstd, .xz, .bzip2, .lz4])
  func `damage in the compressed stream after the end mark is detected`(
    compression: Compression
  ) throws {
    // Enough zeros that the tar ends long before the stream does.
    let tar = TarBuilder.archive {
      $0.file("a", "one")
      $0.add(raw: noise(300_000).map { _ in 0 })
      $0.add(raw: noise(300_000))
    }
    let program = ["gzip", "zstd", "xz", "bzip2", "lz4"][
      [Compression.gzip, .zstd, .xz, .bzip2, .lz4].firstIndex(of: compression) ?? 0]
    let bytes = try Program.run(program, "-c", input: tar).output
    #expect(try read(bytes).failure == nil)
    #expect(try read(Array(bytes.dropLast(20))).failure?.code == .damaged)
  }

  @Test(arguments: Source.allCases)
  func `members around a broken header are read and the damage is reported`(
    source: Source
  ) throws {
    let bytes = TarBuilder.archive {
      $0.file("a", "one")
      $0.add(
        TarHeader("broken".bytes, size: 3).with(.checksum, "000000".bytes), content: "two".bytes)
      $0.file("c", "three")
    }
    let reading = try read(bytes, from: source)
    #expect(reading.paths == ["a", "c"])
    #expect(reading.met.map(\.content) == ["one".bytes, "three".bytes])
    #expect(reading.failure == TarError(.damaged, "Damaged tar archive"))
  }

  @Test func `the reader returns nothing after the end or an error`() throws {
    for bytes in [try write([file("a")]), Array(try write([file("a")]).dropLast(1_024))] {
      let input = try descriptor(of: bytes, .file)
      defer { try? input.close() }
      var reader = try ArchiveReader.open(DescriptorBytes(input))
      #expect(try reader.next()?.member == file("a").member)
      _ = try? reader.next()
      for _ in 0..<3 { #expect(try reader.next() == nil) }
    }
  }

  @Test(
    arguments: [
      "", "x", "no tar at all\n", String(repeating: "text, and more of it\n", count: 500),
      "PK\u{3}\u{4}", "\u{1F}", "BZh9", "7z",
    ], Source.allCases)
  func `a file that is not an archive is reported as such`(text: String, source: Source) throws {
    let reading = try read(text.bytes, from: source)
    #expect(reading.met.isEmpty)
    #expect(reading.failure.map { [.notAnArchive, .damaged].contains($0.code) } == true)
  }

  @Test func `an empty file is reported as empty`() throws {
    #expect(try read([]).failure == TarError(.notAnArchive, "it is empty"))
  }

  @Test(arguments: Source.allCases)
  func `archives in formats other than tar are not accepted`(source: Source) throws {
    let folder = try TemporaryFolder()
    try folder.write("a", "content")
    for form in ["zip", "cpio", "newc", "shar", "mtree", "xar", "7zip"] {
      let other = try Program.run("bsdtar", "--format", form, "-cf", "-", "a", in: folder.path)
      guard other.status == 0 else { continue }
      let reading = try read(other.output, from: source)
      #expect(reading.met.isEmpty, "\(form)")
      #expect(reading.failure?.code == .notAnArchive, "\(form)")
    }
  }

  @Test func `reading a folder is an error of the system`() throws {
    let folder = try FileDescriptor.open("/tmp", .readOnly)
    defer { try? folder.close() }
    #expect(read(folder).failure?.code == .system(errno: EISDIR))
  }

  @Test func `a compression inside another is undone`() throws {
    let members = [file("a", "one")]
    let bytes = try Program.run("xz", "-c", input: write(members, .gzip)).output
    #expect(try read(bytes) == Reading(met: members))
  }

  @Test func `several compressed streams in a row are read as one`() throws {
    let tar = TarBuilder.archive { $0.file("a", "one") }
    let halves = [Array(tar[..<700]), Array(tar[700...])]
    for program in ["gzip", "zstd", "xz", "bzip2", "lz4"] {
      let bytes = try halves.flatMap { try Program.run(program, "-c", input: $0).output }
      #expect(try read(bytes).failure == nil, "\(program)")
      #expect(try read(bytes).paths == ["a"], "\(program)")
    }
  }
}
