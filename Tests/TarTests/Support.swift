import Glibc
import SystemPackage
import Tar
import TestSupport

/// A member that was read, and its content with holes filled by zeros.
struct Met: Equatable {
  var member: Member
  var content: [UInt8] = []
  var remark: String?
}

/// The result of reading an archive to its end.
struct Reading: Equatable {
  var met: [Met] = []
  var failure: TarError?

  var paths: [String] { met.map { String(decoding: $0.member.path, as: UTF8.self) } }
}

/// The kind of descriptor that an archive is read from.
enum Source: CaseIterable { case file, pipe }

/// Reads an archive.
///
/// - Parameter skips: Whether contents are skipped.
func read(_ bytes: [UInt8], from source: Source = .file, skipping skips: Bool = false) throws
  -> Reading
{
  let input = try descriptor(of: bytes, source)
  defer { try? input.close() }
  return read(input, skipping: skips)
}

func read(_ input: FileDescriptor, skipping skips: Bool = false) -> Reading {
  var reading = Reading()
  do throws(TarError) {
    var reader = try ArchiveReader.open(DescriptorBytes(input))
    while let (member, remark) = try reader.next() {
      reading.met.append(Met(member: member, remark: remark))
      while !skips, let piece = try reader.nextPiece() {
        let index = reading.met.count - 1
        let hole = Int(piece.offset) - reading.met[index].content.count
        reading.met[index].content += [UInt8](repeating: 0, count: max(0, hole)) + piece.bytes
      }
    }
  } catch {
    reading.failure = error
  }
  return reading
}

/// Returns a descriptor that gives these bytes from their beginning.
func descriptor(of bytes: [UInt8], _ source: Source) throws -> FileDescriptor {
  switch source {
  case .file:
    let file = try Program.namelessFile()
    try file.writeAll(bytes)
    try file.seek(offset: 0, from: .start)
    return file
  case .pipe:
    // All bytes are written at once, so that nobody has to write while the reader reads.
    let (output, input) = try FileDescriptor.pipe()
    let setPipeSize: CInt = 1031
    let capacity = fcntl(input.rawValue, setPipeSize, 1_048_576)
    precondition(Int(capacity) >= bytes.count, "the pipe holds only \(capacity) bytes")
    try input.writeAll(bytes)
    try input.close()
    return output
  }
}

/// Writes an archive and returns its bytes.
func write(
  _ members: [Met], _ compression: Compression = .none, level: Int? = nil
) throws -> [UInt8] {
  let output = try Program.namelessFile()
  defer { try? output.close() }
  let writer = try ArchiveWriter.open(output, compression: compression, level: level)
  for met in members {
    try writer.begin(met.member)
    try met.content.withUnsafeBytes { try writer.write($0) }
  }
  try writer.finish()
  return try Program.contents(of: output)
}

/// Writes a frame and returns its bytes.
func frame(_ members: [Met]) throws -> [UInt8] {
  let writer = try TarBuffer()
  try add(members, to: writer)
  return bytes(of: writer)
}

func add(_ members: [Met], to writer: TarBuffer) throws {
  for met in members {
    try writer.begin(met.member)
    try met.content.withUnsafeBytes { try writer.write($0) }
    try writer.endMember()
  }
}

func bytes(of writer: TarBuffer) -> [UInt8] { writer.withBytes { Array($0) } }

/// The result of reading a frame to its end.
struct FrameReading: Equatable {
  var found: [TarMember] = []
  var failure: TarError?
}

func readFrame(_ bytes: [UInt8], from offset: Int = 0) -> FrameReading {
  var reading = FrameReading()
  bytes.withUnsafeBytes { bytes in
    do throws(TarError) {
      var reader = try TarBufferReader.open(bytes, from: offset)
      while let found = try reader.next() { reading.found.append(found) }
    } catch {
      reading.failure = error
    }
  }
  return reading
}

func file(_ path: String, _ content: String = "", mode: UInt16 = 0o644) -> Met {
  file(path.bytes, content.bytes, mode: mode)
}

func file(
  _ path: [UInt8], _ content: [UInt8] = [], mode: UInt16 = 0o644, modified: Int64 = 1_700_000_000
) -> Met {
  Met(
    member: Member(
      path: path, kind: .file, mode: mode, modified: modified, size: Int64(content.count)),
    content: content)
}

func member(_ path: String, _ kind: Member.Kind, mode: UInt16 = 0o755) -> Met {
  Met(
    member: Member(
      path: path.bytes, kind: kind, mode: mode, modified: 1_700_000_000, size: 0))
}

/// All compressions.
let compressions: [Compression] = [.none, .gzip, .zstd, .xz, .bzip2, .lz4]

/// Returns bytes that no compression makes shorter, the same in each run.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
  var state = seed
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return UInt8(truncatingIfNeeded: state >> 56)
  }
}
