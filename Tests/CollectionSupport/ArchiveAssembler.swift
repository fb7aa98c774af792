package import ArchiveFormat
import Posts
package import Store
package import Tar
package import TestSupport
import Testing

/// Assembles an indexed archive frame by frame, so that each part of it can be wrong.
package struct ArchiveAssembler {
  /// The ranges of an archive's parts in its bytes.
  package struct Parts {
    package var bytes: [UInt8] = []
    package var frames: [Range<Int>] = []
    package var index = 0..<0
    package var end = 0..<0
    package var seekTable = 0..<0
  }

  /// The decoded content of each frame.
  package private(set) var contents: [[UInt8]] = []
  /// The rows for the index, which tests may change.
  package var rows: [IndexRow] = []
  package var endContent = [UInt8](repeating: 0, count: IndexedArchive.endLength)

  private static let modified: Int64 = 1_700_000_000

  package init() {}

  /// Adds a frame of files, each given by path and content.
  package mutating func frame(_ files: (String, [UInt8])...) throws {
    try frame(files.map { Self.file($0.0, $0.1) })
  }

  package mutating func frame(_ members: [(Member, [UInt8])]) throws {
    let writer = try TarBuffer()
    for (member, content) in members {
      note(member, content, at: writer.count)
      try write(member, content, by: writer)
    }
    contents.append(writer.withBytes { Array($0) })
  }

  /// Adds frames for one file alone, cut every `pieceLength` bytes of its tar.
  package mutating func large(
    _ path: String, _ content: [UInt8], pieceLength: Int = IndexedArchive.pieceLength
  ) throws {
    let (member, content) = Self.file(path, content)
    let writer = try TarBuffer()
    note(member, content, at: 0)
    try write(member, content, by: writer)
    let bytes = writer.withBytes { Array($0) }
    for start in stride(from: 0, to: bytes.count, by: pieceLength) {
      contents.append(Array(bytes[start..<min(bytes.count, start + pieceLength)]))
    }
  }

  package static func file(
    _ path: String, _ content: [UInt8], mode: UInt16 = 0o644
  ) -> (Member, [UInt8]) {
    (
      Member(
        path: path.bytes, kind: .file, mode: mode, modified: modified, size: Int64(content.count)),
      content
    )
  }

  package static func link(_ path: String, _ kind: Member.Kind) -> (Member, [UInt8]) {
    (Member(path: path.bytes, kind: kind, mode: 0o644, modified: modified, size: 0), [])
  }

  private mutating func note(_ member: Member, _ content: [UInt8], at position: Int) {
    let kind: Entry.Kind =
      switch member.kind {
      case .folder: .folder
      case .symbolicLink(let target): .symbolicLink(target: target)
      case .hardLink(let target): .hardLink(target: Path(uncheckedBytes: target))
      default: .file
      }
    rows.append(
      IndexRow(
        entry: Entry(
          path: Path(uncheckedBytes: member.path), kind: kind, mode: member.mode,
          modified: FileTime(member.modified), size: member.size),
        place: IndexRow.Place(frame: contents.count, position: position),
        digest: kind == .file ? Digest(of: content.span.bytes) : nil))
  }

  private func write(_ member: Member, _ content: [UInt8], by writer: TarBuffer) throws {
    var member = member
    if member.kind == .folder { member.path.append(0x2F) }
    try writer.begin(member)
    try content.withUnsafeBytes { try writer.write($0) }
    try writer.endMember()
  }

  /// Returns the archive and the ranges of its parts.
  package func assemble() throws -> Parts {
    let compressor = try FrameCompressor(level: 3)
    var parts = Parts()
    var table = SeekTable()
    func add(_ stored: [UInt8], decoded: Int) throws -> Range<Int> {
      let start = parts.bytes.count
      parts.bytes += stored
      try table.append(compressed: stored.count, decoded: decoded)
      return start..<parts.bytes.count
    }
    for content in contents {
      parts.frames.append(
        try add(try compressor.compress(content.span.bytes), decoded: content.count))
    }
    let end = try compressor.compress(endContent.span.bytes)
    var writer = try IndexWriter(recipe: Recipe.current(level: 3, libarchiveVersion: 0))
    for row in rows { try writer.append(row) }
    let index = try writer.finish(
      frames: parts.frames.map { Digest(of: parts.bytes[$0].span.bytes) },
      tarLength: Int64(contents.map(\.count).reduce(0, +)), end: Digest(of: end.span.bytes))
    parts.index = try add(index, decoded: 0)
    parts.end = try add(end, decoded: endContent.count)
    parts.seekTable = parts.bytes.count..<(parts.bytes.count + table.encode().count)
    parts.bytes += table.encode()
    return parts
  }

  /// Returns a small archive with a bit of everything: folders, posts, an asset, links of both
  /// kinds, and a member in several frames.
  package static func sample() throws -> ArchiveAssembler {
    var made = ArchiveAssembler()
    try made.frame([
      link("a", .folder), file("a/one.md", "# One\n".bytes), file("a/two.md", "# Two\n".bytes),
      link("b", .folder),
    ])
    try made.large("b/large.bin", largeContent, pieceLength: 1024)
    try made.frame([
      link("b/link", .symbolicLink(target: "large.bin".bytes)),
      file("b/picture.png", [UInt8](0...99)), file("b/three.md", "# Three\n".bytes, mode: 0o600),
    ])
    try made.frame([
      file("c.md", "# C\n".bytes), link("d.md", .hardLink(target: "a/one.md".bytes)),
      link("e.bin", .hardLink(target: "b/large.bin".bytes)), file("f.md", []),
    ])
    return made
  }

  /// Small when compressed, so that a test can try every byte of the archive.
  private static let largeContent = (0..<3000).map { UInt8(truncatingIfNeeded: $0 / 40) }

  /// The contents of `sample` by path, including those of hard links.
  package static let sampleFiles: [String: [UInt8]] = [
    "a/one.md": "# One\n".bytes, "a/two.md": "# Two\n".bytes,
    "b/large.bin": largeContent,
    "b/picture.png": [UInt8](0...99), "b/three.md": "# Three\n".bytes, "c.md": "# C\n".bytes,
    "d.md": "# One\n".bytes,
    "e.bin": largeContent, "f.md": [],
  ]
}

extension TemporaryFolder {
  /// Writes an archive and opens it.
  package func archive(_ bytes: [UInt8], _ name: String = "a.tar.zst") throws -> PostCollection {
    try write(name, bytes)
    return try collection(name)
  }
}

extension ArchiveAssembler {
  /// A frame of the sample that is broken, and the paths that are lost with it.
  package struct Break: CustomTestStringConvertible, Sendable {
    package let frame: Int
    package let lost: [String]
    package var testDescription: String { "frame \(frame)" }
  }

  /// Each frame of the sample, with the paths that are lost with it.
  package static let breaks = [
    Break(frame: 0, lost: ["a", "a/one.md", "a/two.md", "b", "d.md"]),
    Break(frame: 1, lost: ["b/large.bin", "e.bin"]),
    Break(frame: 2, lost: ["b/large.bin", "e.bin"]),
    Break(frame: 4, lost: ["b/large.bin", "e.bin"]),
    Break(frame: 5, lost: ["b/link", "b/picture.png", "b/three.md"]),
    Break(frame: 6, lost: ["c.md", "d.md", "e.bin", "f.md"]),
  ]
}
