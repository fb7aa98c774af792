import Glibc
import SystemPackage
import Tar
import TestSupport
import Testing

/// The output of a writer, as bytes and as other programs read it.
@Suite struct ArchiveWriterTests {
  private static let members = [
    member("post/", .folder), file("post/a.md", "a\n"), file("post/箱書き.md", "b\n"),
    file([0xFF, 0xFE], "c\n".bytes), file([UInt8](repeating: 0x61, count: 300), "d\n".bytes),
    member("ссылка", .symbolicLink(target: "post/箱書き.md".bytes), mode: 0o777),
    member("second", .hardLink(target: "post/箱書き.md".bytes)),
  ]

  @Test(arguments: compressions)
  func `the same members make the same bytes`(compression: Compression) throws {
    #expect(try write(Self.members, compression) == write(Self.members, compression))
  }

  @Test func `a tar ends with two blocks of zeros and nothing after them`() throws {
    let bytes = try write([file("a", "content")])
    var expected = TarBuilder()
    expected.file("a", "content")
    expected.end()
    #expect(bytes.count == expected.bytes.count)
    #expect(bytes.suffix(1_536).prefix(7) == "content".bytes[...])
    #expect(bytes.suffix(1_024).allSatisfy { $0 == 0 })
  }

  @Test func `a pipe gets the same bytes as a file`() throws {
    let (output, input) = try FileDescriptor.pipe()
    let writer = try ArchiveWriter.open(input, compression: .none)
    for met in Self.members {
      try writer.begin(met.member)
      try met.content.withUnsafeBytes { try writer.write($0) }
    }
    try writer.finish()
    try input.close()
    var piped: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while case let count = try buffer.withUnsafeMutableBytes({ try output.read(into: $0) }),
      count > 0
    {
      piped += buffer[..<count]
    }
    try output.close()
    #expect(try piped == write(Self.members))
  }

  @Test func `a header contains no user and no group and no machine`() throws {
    let bytes = try write(Self.members)
    var offset = 0
    while offset < bytes.count - 1_024 {
      let block = Array(bytes[offset..<(offset + 512)])
      #expect(Array(block[257..<262]) == "ustar".bytes)
      #expect(block[265..<329].allSatisfy { $0 == 0 }, "user and group name")
      for field in [108..<116, 116..<124] {
        #expect(block[field].allSatisfy { [0, 0x20, 0x30].contains($0) }, "user and group")
      }
      let size = Int(String(decoding: block[124..<135], as: UTF8.self), radix: 8) ?? 0
      offset += 512 + (size + 511) / 512 * 512
    }
    #expect(offset == bytes.count - 1_024)
    let text = String(decoding: bytes, as: UTF8.self)
    for word in ["uname", "gname", "SCHILY", "LIBARCHIVE", "atime", "ctime"] {
      #expect(!text.contains(word))
    }
  }

  @Test func `a member that fits ustar gets no pax header`() throws {
    let bytes = try write([file("post/a.md", "a"), member("b/", .folder)])
    #expect(bytes.count == 5 * 512)
  }

  @Test func `GNU tar and bsdtar read UTF-8 names without a warning`() throws {
    let names = ["箱書き.md", "caf\u{E9}.md", "cafe\u{301}.md", "буркани.md", "a’b"]
    var members = names.map { file($0, "x") }
    members.append(file([UInt8]("é".bytes + noiseName(300))))
    members.append(member("ссылка", .symbolicLink(target: "箱書き.md".bytes), mode: 0o777))
    let bytes = try write(members)
    for program in ["tar", "bsdtar"] {
      let outcome = try Program.run(program, "-tvf", "-", input: bytes)
      #expect(outcome.status == 0)
      #expect(outcome.errors == "")
      #expect(outcome.text.split(separator: "\n").count == members.count)
    }
    let listed = try Program.run("tar", "--quoting-style=literal", "-tf", "-", input: bytes)
    let paths = members.map(\.member.path).joined(separator: [0x0A])
    #expect(listed.output == Array(paths) + [0x0A])
  }

  private func noiseName(_ count: Int) -> [UInt8] { [UInt8](repeating: 0x62, count: count) }

  @Test func `missing content is filled with zeros`() throws {
    var short = file("a", "0123456789")
    let next = file("b", "next")
    short.content = Array(short.content.prefix(4))
    let reading = try read(write([short, next]))
    short.content += [UInt8](repeating: 0, count: 6)
    #expect(reading == Reading(met: [short, next]))
  }

  @Test func `content beyond the size is dropped`() throws {
    var long = file("a", "0123456789")
    let next = file("b", "next")
    long.content += "too much".bytes
    let reading = try read(write([long, next]))
    long.content = "0123456789".bytes
    #expect(reading == Reading(met: [long, next]))
  }

  @Test(arguments: compressions, [10, 1_000_000])
  func `an abandoned archive is never accepted as whole`(
    compression: Compression, size: Int
  ) throws {
    let output = try Program.namelessFile()
    defer { try? output.close() }
    do {
      let writer = try ArchiveWriter.open(output, compression: compression)
      let met = file("a".bytes, noise(size))
      try writer.begin(met.member)
      try met.content.withUnsafeBytes { try writer.write($0) }
    }
    #expect(try read(Program.contents(of: output)).failure != nil)
  }

  @Test(arguments: compressions, [10, 1_000_000])
  func `a full disk is an error of the system`(compression: Compression, size: Int) throws {
    let full = try FileDescriptor.open("/dev/full", .writeOnly)
    defer { try? full.close() }
    let expected = TarError.Code.system(errno: ENOSPC)
    let met = file("a".bytes, noise(size))
    do throws(TarError) {
      let writer = try ArchiveWriter.open(full, compression: compression)
      try writer.begin(met.member)
      var failure: TarError?
      met.content.withUnsafeBytes {
        do throws(TarError) { try writer.write($0) } catch { failure = error }
      }
      if let failure {
        #expect(failure.code == expected)
        // The writer refuses any further use.
        #expect(throws: TarError.self) { try writer.begin(met.member) }
        throw failure
      }
      try writer.finish()
      Issue.record("nothing failed")
    } catch {
      #expect(error.code == expected)
    }
  }

  @Test func `a descriptor that is not open for writing is an error of the system`() throws {
    let input = try FileDescriptor.open("/dev/null", .readOnly)
    defer { try? input.close() }
    let writer = try ArchiveWriter.open(input, compression: .none)
    try writer.begin(file("a").member)
    do throws(TarError) {
      try writer.finish()
      Issue.record("nothing failed")
    } catch {
      #expect(error.code == .system(errno: EBADF))
    }
  }

  @Test(arguments: [
    Member(path: "a".bytes, kind: .special, mode: 0o644, modified: 0, size: 0),
    Member(path: [], kind: .file, mode: 0o644, modified: 0, size: 0),
    Member(path: "a".bytes, kind: .file, mode: 0o644, modified: 0, size: -1),
  ])
  func `a member that tar cannot hold is refused`(member: Member) throws {
    let output = try Program.namelessFile()
    defer { try? output.close() }
    let writer = try ArchiveWriter.open(output, compression: .none)
    do throws(TarError) {
      try writer.begin(member)
      Issue.record("nothing failed")
    } catch {
      #expect(error.code == .unwritable)
      #expect(!error.message.isEmpty)
    }
  }
}
