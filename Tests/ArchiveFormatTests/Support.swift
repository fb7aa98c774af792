import ArchiveFormat
import FormatSupport
import Posts
import TestSupport

/// Returns a path from a text that is known to be one.
func path(_ text: String) -> Path { Path(uncheckedBytes: Array(text.utf8)) }

/// The recipe of the archives in these tests.
let recipe = Recipe(level: 19, zstdVersion: 10_504, libarchiveVersion: 3_006_002, number: 1)

/// A tar to index: its rows, and the other facts that a writer needs.
struct SomeTar {
  var rows: [IndexRow] = []
  var frames = 0
  var length: Int64 = 0

  /// Returns the whole index, magic and length included.
  func index() throws -> [UInt8] {
    var writer = try IndexWriter(recipe: recipe)
    for row in rows { try writer.append(row) }
    return try writer.finish(
      frames: someDigests(frames), tarLength: length, end: digest(of: []))
  }

  func payload() throws -> [UInt8] { Array(try index().dropFirst(8)) }
}

/// Returns a different digest for each of `count` frames.
func someDigests(_ count: Int) -> [Digest] {
  (0..<count).map { Digest(of: "frame \($0)".bytes.span.bytes) }
}

/// Makes rows as a collection might have them: every kind, every form of facts, odd names and large
/// files.
func someTar(rows count: Int, seed: UInt64 = 1) -> SomeTar {
  var generator = FixedGenerator(state: seed)
  var paths: Set<Path> = []
  while paths.count < count { paths.insert(somePath(&generator)) }
  var tar = SomeTar()
  var (unit, lastFile): (Int, Path?) = (0, nil)
  for path in paths.sorted() {
    if unit > 200 || (unit > 0 && Int.random(in: 0..<20, using: &generator) == 0) {
      tar.length += Int64(unit * 512)
      tar.frames += 1
      unit = 0
    }
    if Bool.random(using: &generator) { unit += Int.random(in: 0...4, using: &generator) }
    let place = IndexRow.Place(frame: tar.frames, position: unit * 512)
    let row = someRow(path, at: place, linkingTo: lastFile, &generator)
    if row.entry.kind == .file { lastFile = path }
    tar.rows.append(row)
    unit += 1 + Int((row.entry.size + 511) / 512)
    if unit > 8192 {
      // A large file gets frames of its own.
      let pieces = (unit + 8191) / 8192
      tar.frames += pieces
      tar.length += Int64(unit * 512)
      unit = 0
    }
  }
  if unit > 0 {
    tar.frames += 1
    tar.length += Int64(unit * 512)
  }
  return tar
}

private func someRow(
  _ path: Path, at place: IndexRow.Place, linkingTo file: Path?,
  _ generator: inout FixedGenerator
) -> IndexRow {
  var entry = Entry(
    path: path, kind: .file, mode: UInt16.random(in: 0...0o7777, using: &generator),
    modified: someTime(&generator), size: 0)
  switch Int.random(in: 0..<10, using: &generator) {
  case 0: entry.kind = .folder
  case 1: entry.kind = .symbolicLink(target: someBytes(&generator))
  case 2: if let file { entry.kind = .hardLink(target: file) }
  default: break
  }
  var row = IndexRow(entry: entry, place: place)
  if entry.kind == .file {
    row.digest = digest(of: path.bytes)
    let isLarge = Int.random(in: 0..<100, using: &generator) == 0
    row.entry.size = Int64.random(in: 0...(isLarge ? 50_000_000 : 9000), using: &generator)
  }
  switch entry.kind {
  case .file, .hardLink:
    if path.isPost, Int.random(in: 0..<20, using: &generator) > 0 {
      row.facts = someFacts(&generator)
    }
  default: break
  }
  return row
}

private func someTime(_ generator: inout FixedGenerator) -> FileTime {
  let isWhole = Bool.random(using: &generator)
  return FileTime(
    Int64.random(in: -5_000_000_000...5_000_000_000, using: &generator),
    nanoseconds: isWhole ? 0 : UInt32.random(in: 0...999_999_999, using: &generator))
}

/// Returns the digest of bytes.
func digest(of bytes: [UInt8]) -> Digest { Digest(of: bytes.span.bytes) }

private func someFacts(_ generator: inout FixedGenerator) -> PostFacts {
  let words = ["the", "old", "box", "Ключ", "箱", "a\nb", "", "kettle"]
  let text = { (generator: inout FixedGenerator) in
    (0..<Int.random(in: 0...6, using: &generator))
      .compactMap { _ in words.randomElement(using: &generator) }.joined(separator: " ")
  }
  let day = PostDate.Day(
    year: Int.random(in: 0...9999, using: &generator),
    month: Int.random(in: 1...12, using: &generator),
    day: Int.random(in: 1...28, using: &generator))
  let date = day.map {
    PostDate(
      written: text(&generator), day: $0, second: Int.random(in: 0...86_400, using: &generator))
  }
  return PostFacts(
    title: Bool.random(using: &generator) ? text(&generator) : nil,
    date: Bool.random(using: &generator) ? date : nil, draft: Bool.random(using: &generator),
    tags: (0..<Int.random(in: 0...3, using: &generator)).map { _ in text(&generator) },
    hasBrokenFrontMatter: Bool.random(using: &generator))
}

private func somePath(_ generator: inout FixedGenerator) -> Path {
  let names = [
    "post", "a", "a-b", "a.b", "b", "2024", "...", "-x", "é", "a b", "a\nb", "the-old-box",
  ]
  let ends = [".md", ".MD", "", ".png", ".markdown"]
  var bytes: [UInt8] = []
  for _ in 0..<Int.random(in: 1...4, using: &generator) {
    if !bytes.isEmpty { bytes.append(0x2F) }
    bytes += (names.randomElement(using: &generator) ?? "a").utf8
    if Int.random(in: 0..<30, using: &generator) == 0 { bytes.append(0xFF) }
  }
  bytes += "\(Int.random(in: 0..<500, using: &generator))".utf8
  bytes += (ends.randomElement(using: &generator) ?? "").utf8
  return Path(uncheckedBytes: bytes)
}

private func someBytes(_ generator: inout FixedGenerator) -> [UInt8] {
  (0..<Int.random(in: 1...40, using: &generator)).map { _ in
    UInt8.random(in: 1...255, using: &generator)
  }
}

/// Reads an index in parts, as a reader of a file does: trailer, directory, block after block.
///
/// - Parameter payload: The payload of the index; its own digest is not checked.
func rowsByParts(_ payload: [UInt8]) throws -> [IndexRow] {
  let bytes = payload.span.bytes
  let trailer = try IndexTrailer(whole: payload)
  let directory = try IndexDirectory(Array(payload[trailer.directory]), trailer: trailer)
  let decompressor = try FrameDecompressor()
  var rows: [IndexRow] = []
  for block in 0..<directory.count {
    let stored = bytes.extracting(directory.extent(of: block))
    var reader = try BlockReader(
      try decompressor.decompress(stored), of: block, in: directory,
      digests: Array(payload[directory.digestsExtent(of: block)]))
    while let row = try reader.next() { rows.append(row) }
  }
  return rows
}

/// Returns the error that `body` throws; nil if it throws nothing.
func failure(_ body: () throws -> Void) -> IndexError? {
  do {
    try body()
    return nil
  } catch {
    return error as? IndexError ?? IndexError(.unwritable, "another error: \(error)")
  }
}

// These take arrays, because tests have arrays.

extension FrameCompressor {
  func compress(_ bytes: [UInt8]) throws(IndexError) -> [UInt8] {
    try compress(bytes.span.bytes)
  }
}

extension FrameDecompressor {
  func decompress(
    _ frame: [UInt8], limit: Int = IndexedArchive.maximumFrame
  ) throws(IndexError) -> [UInt8] {
    try decompress(frame.span.bytes, limit: limit)
  }

  func decompressBeginning(
    of frame: [UInt8], count: Int, limit: Int = IndexedArchive.maximumFrame,
    into room: (Int) -> UnsafeMutableRawBufferPointer
  ) throws(IndexError) -> Int {
    try decompressBeginning(of: frame.span.bytes, count: count, limit: limit, into: room)
  }

  func reusedBytes(of frame: [UInt8]) throws(IndexError) -> [UInt8] {
    Array(try reusedBytes(of: frame.span.bytes))
  }
}

extension FrameStart {
  init(_ bytes: [UInt8]) { self.init(bytes.span.bytes) }
}

extension FrameLength {
  static func find(_ bytes: [UInt8]) throws(IndexError) -> Int? { try find(bytes.span.bytes) }
}

extension SeekTable {
  static func encodedLength(
    footer: ArraySlice<UInt8>, fileLength: Int64
  ) throws(IndexError) -> Int {
    try encodedLength(footer: footer.span.bytes, fileLength: fileLength)
  }

  init(_ bytes: ArraySlice<UInt8>, fileLength: Int64) throws(IndexError) {
    try self.init(bytes.span.bytes, fileLength: fileLength)
  }
}
