package import ArchiveFormat

/// Merges sections into one.
package enum TermsMerge {
  /// A section to merge.
  package struct Source {
    let reader: TermsReader
    let frame: (Int) -> Int?

    /// Creates a source.
    ///
    /// - Parameters:
    ///   - reader: The section.
    ///   - frame: Returns the number that a frame of it gets; nil to drop the frame. A frame gets a
    ///     number that no frame of any other source gets, or the merge fails.
    package init(_ reader: TermsReader, frame: @escaping (Int) -> Int?) {
      self.reader = reader
      self.frame = frame
    }
  }

  /// Returns a section of the frames of several.
  ///
  /// A term that none of the frames holds is left out. Memory is needed for a block of each source,
  /// a number for each frame, and the result.
  ///
  /// - Throws: `.damaged`, `.tooLarge`, `.outOfMemory`, and what reading the sections throws.
  package static func merge(_ sources: [Source]) throws(IndexError) -> [UInt8] {
    var frames: [(frame: Int, source: Int, place: Int)] = []
    for (number, source) in sources.enumerated() {
      var place = 0
      for frame in source.reader.covered.ranges.joined() {
        if let frame = source.frame(frame) { frames.append((frame, number, place)) }
        place += 1
      }
    }
    frames.sort { $0.frame < $1.frame }
    var covered = CoveredFrames()
    var places = sources.map { [UInt32?](repeating: nil, count: $0.reader.covered.count) }
    for (place, found) in frames.enumerated() {
      guard place == 0 || frames[place - 1].frame < found.frame else {
        throw .damagedTerms("a frame is in two sections")
      }
      covered.append(found.frame..<(found.frame + 1))
      places[found.source][found.place] = UInt32(place)
    }
    func merged(_ list: (TermsHead) -> [UInt32]) -> [UInt32] {
      zip(sources, places).flatMap { source, places in
        list(source.reader.head).compactMap { places[Int($0)] }
      }.sorted()
    }
    let encoder = try TermsEncoder(
      covering: covered, always: merged(\.always), binary: merged(\.binary))
    return try merge(sources.map(\.reader), places, into: encoder)
  }

  /// Merges the terms.
  ///
  /// - Parameter newPlaces: The new place of each place of each source.
  private static func merge(
    _ readers: [TermsReader], _ newPlaces: [[UInt32?]], into encoder: consuming TermsEncoder
  ) throws(IndexError) -> [UInt8] {
    var encoder = encoder
    let decompressor = try FrameDecompressor()
    var queue = TermQueue()
    for (number, reader) in readers.enumerated() {
      try queue.add(TermCursor(reader, decompressor), number)
    }
    var places: [UInt32] = []
    while let term = queue.firstTerm {
      places.removeAll(keepingCapacity: true)
      while queue.firstTerm == term {
        try queue.takeFirst { (cursor, number) throws(IndexError) in
          try cursor.forEachPlace { place in
            if let new = newPlaces[number][place] { places.append(new) }
          }
        }
      }
      guard !places.isEmpty else { continue }
      // Each source gives an ascending part, which makes this fast.
      places.sort()
      try encoder.append(term, places: places[...])
    }
    return try encoder.finish()
  }
}

/// Cursors of several sections, the one with the first term at the front: a binary heap.
private struct TermQueue {
  private struct Entry {
    var term: [UInt8]
    var cursor: TermCursor
    let source: Int

    func comes(before other: Entry) -> Bool {
      term.lexicographicallyPrecedes(other.term) || term == other.term && source < other.source
    }
  }

  private var entries: [Entry] = []

  /// The first of the terms that are not taken; nil if all are.
  var firstTerm: [UInt8]? { entries.first?.term }

  /// Adds a section, which is before its first term.
  mutating func add(_ cursor: TermCursor, _ source: Int) throws(IndexError) {
    var cursor = cursor
    guard try cursor.advance() else { return }
    entries.append(Entry(term: cursor.term, cursor: cursor, source: source))
    var index = entries.count - 1
    while index > 0, entries[index].comes(before: entries[(index - 1) / 2]) {
      entries.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Takes the first term, and goes on to the next one of its section.
  mutating func takeFirst(
    _ take: (TermCursor, _ source: Int) throws(IndexError) -> Void
  ) throws(IndexError) {
    try take(entries[0].cursor, entries[0].source)
    if try entries[0].cursor.advance() {
      entries[0].term = entries[0].cursor.term
    } else {
      entries.swapAt(0, entries.count - 1)
      entries.removeLast()
    }
    var index = 0
    while true {
      var first = index
      for child in [2 * index + 1, 2 * index + 2] where child < entries.count {
        if entries[child].comes(before: entries[first]) { first = child }
      }
      if first == index { return }
      entries.swapAt(index, first)
      index = first
    }
  }
}
