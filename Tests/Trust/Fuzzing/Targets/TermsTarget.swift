import ArchiveFormat
import Search

@testable import Terms

/// Decodes a head, a block or a section of terms, or searches a text for a pattern: the first byte
/// of an input says which.
enum TermsTarget {
  static func run(_ input: [UInt8]) throws(Finding) {
    guard input.count > 3 else { return }
    let number = Int(input[1]) << 8 | Int(input[2])
    let bytes = Array(input.dropFirst(3))
    switch input[0] % 4 {
    case 0: try runHead(bytes, length: number)
    case 1: try runBlock(bytes, limit: number)
    case 2: try runSection(bytes, headLength: number)
    default: try runSearch(bytes, patternLength: number, options: input[0])
    }
  }

  /// The number of frames that a section can cover.
  private static let frames = 1_000

  private static func runHead(_ bytes: [UInt8], length: Int) throws(Finding) {
    guard let head = try? TermsHead(bytes, frames: frames, length: length) else { return }
    let again = try? TermsHead(head.encode(), frames: frames, length: length)
    try require(again == head, "a head differs after it was written and read")
    try require(head.covered.ranges.last?.upperBound ?? 0 <= frames, "too many frames are covered")
    for (place, frame) in head.covered.ranges.joined().enumerated() {
      try require(head.covered.place(of: frame) == place, "a frame has another place")
      try require(head.covered.frame(at: place) == frame, "a place has another frame")
    }
    for places in [head.always, head.binary] {
      try require(isAscending(places.map(Int.init), below: head.covered.count), "a list is wrong")
    }
  }

  private static func runBlock(_ bytes: [UInt8], limit: Int) throws(Finding) {
    guard var block = try? TermBlock(bytes) else { return }
    var last: [UInt8] = []
    while (try? block.next()) == true {
      let term = block.term.array
      try require(last.lexicographicallyPrecedes(term) && term.count <= 64, "a term is wrong")
      last = term
      var places: [Int] = []
      if (try? block.forEachPlace(below: limit, take: { places.append($0) })) != nil {
        try require(isAscending(places, below: limit), "a list is wrong")
      }
    }
  }

  private static func isAscending(_ places: [Int], below limit: Int) -> Bool {
    zip(places, places.dropFirst()).allSatisfy(<) && places.allSatisfy { 0..<limit ~= $0 }
  }

  // MARK: A section

  /// Reads a section of a head and a block, with right checksums.
  private static func runSection(_ bytes: [UInt8], headLength: Int) throws(Finding) {
    let (head, block) = (Array(bytes.prefix(headLength)), Array(bytes.dropFirst(headLength)))
    guard let compressor = try? FrameCompressor(level: 1),
      var section = try? compressor.compress(block.span.bytes),
      let stored = try? compressor.compress(head.span.bytes)
    else { return }
    section += stored
    section.append(littleEndian: UInt32(stored.count))
    section.append(littleEndian: TermsSection.rules)
    guard let reader = try? TermsReader(section, frames: frames),
      let decompressor = try? FrameDecompressor()
    else { return }
    var listed: [(term: [UInt8], places: [Int])] = []
    var cursor = TermCursor(reader, decompressor)
    do throws(IndexError) {
      while try cursor.advance() {
        var places: [Int] = []
        try cursor.forEachPlace { places.append($0) }
        listed.append((cursor.term, places))
      }
    } catch {
      return
    }
    try require(listed.count == reader.count, "there are not as many terms as the head says")
    for (term, places) in listed.prefix(20) {
      for form in [TermLookup.Form.whole, .beginning, .end, .part] {
        let lookup = TermLookup(form: form, bytes: term, countsForBinary: true)
        guard let found = try? reader.places(passing: lookup) else {
          throw Finding(description: "a term that was read is not found")
        }
        try require(places.allSatisfy { found.contains($0) }, "a look-up hides a frame")
      }
    }
    _ = try? TermsMerge.merge([TermsMerge.Source(reader) { $0 % 3 == 0 ? nil : $0 }])
  }

  // MARK: A search

  /// Searches a text for a pattern, and demands that terms do not hide a match.
  private static func runSearch(
    _ bytes: [UInt8], patternLength: Int, options: UInt8
  ) throws(Finding) {
    // Longer ones take time, and show no more.
    guard bytes.count <= 4_096, patternLength <= 256 else { return }
    var query = Query([Array(bytes.prefix(patternLength))])
    query.syntax = options & 4 == 0 ? .expression : .fixed
    query.letterCase = options & 8 == 0 ? .sensitive : .ignored
    query.extent = [.anything, .words, .wholeLine, .anything][Int(options >> 4) % 4]
    let text = Array(bytes.dropFirst(patternLength))
    guard let compiled = try? CompiledQuery(query), let searcher = try? Searcher(compiled) else {
      return
    }
    let gatherer = TermGatherer()
    gatherer.beginFrame(0)
    text.withUnsafeBytes { gatherer.add($0) }
    gatherer.endFrame()
    guard let section = try? gatherer.takeSection(),
      let reader = try? TermsReader(section, frames: 1)
    else { throw Finding(description: "a section that was written cannot be read") }
    guard let chosen = try? reader.frames(where: compiled.needs), !chosen.mayHold(0) else {
      return
    }
    let found = text.withUnsafeBytes { bytes in
      var lines = searcher.lines(of: bytes)
      return try? lines.next()
    }
    try require(found == nil, "terms hide a line that matches")
  }
}
