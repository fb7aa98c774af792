package import ArchiveFormat

extension TermsReader {
  /// Returns the frames that can hold a match.
  ///
  /// - Returns: Nil if the terms leave out no frame.
  /// - Throws: `.damaged`, `.tooLarge`, `.outOfMemory`, and what reading the section throws.
  package func frames(where condition: TermCondition) throws(IndexError) -> FrameChoice? {
    var lookups: Set<TermLookup> = []
    condition.forEachText { lookups.formUnion($0.lookups) }
    var search = try TermSearch(self, lookups)
    return try search.places(of: condition).map { FrameChoice(covered, $0) }
  }
}

extension TermsReader {
  /// Returns the places of the frames that pass a look-up.
  func places(passing lookup: TermLookup) throws(IndexError) -> PlaceSet? {
    var search = try TermSearch(self, [lookup])
    try search.scan()
    return search.answers[lookup]
  }
}

/// The answers of a section to the look-ups of a condition.
private struct TermSearch {
  private let reader: TermsReader
  private let decompressor: FrameDecompressor
  private(set) var answers: [TermLookup: PlaceSet] = [:]
  /// The look-ups that go through all terms, which are done together.
  private var scanning: [TermLookup]
  private let always: PlaceSet
  private let alwaysAndBinary: PlaceSet

  /// The greatest number of look-ups: with more, it takes longer to find the frames than to read
  /// them.
  private static let maximumLookups = 4_096
  private static let maximumScanning = 64

  /// The number of frames that are read rather than go through all terms to leave out some of them.
  private static let fewFrames = 2

  /// Answers all look-ups but those that need all terms.
  init(_ reader: TermsReader, _ lookups: Set<TermLookup>) throws(IndexError) {
    self.reader = reader
    decompressor = try FrameDecompressor()
    var places = PlaceSet(below: reader.covered.count)
    for place in reader.head.always { places.insert(Int(place)) }
    always = places
    for place in reader.head.binary { places.insert(Int(place)) }
    alwaysAndBinary = places
    let direct = lookups.filter { !$0.needsAllTerms }
    scanning = lookups.filter(\.needsAllTerms)
    if scanning.count > Self.maximumScanning { scanning = [] }
    if direct.count <= Self.maximumLookups { try answer(Array(direct)) }
  }

  /// Returns the places of the frames that can hold a match; nil for all.
  mutating func places(of condition: TermCondition) throws(IndexError) -> PlaceSet? {
    let found = known(condition)
    if scanning.isEmpty || found.map({ $0.count <= Self.fewFrames }) == true { return found }
    try scan()
    return known(condition)
  }

  /// Returns the places that the answers so far allow; nil for all.
  private func known(_ condition: TermCondition) -> PlaceSet? {
    switch condition {
    case .nothing: return nil
    case .text(let text):
      return text.lookups.compactMap { answers[$0] }.reduce(nil, Self.intersection)
    case .all(let conditions):
      return conditions.map(known).reduce(nil, Self.intersection)
    case .any(let conditions):
      var union = PlaceSet(below: reader.covered.count)
      for condition in conditions {
        guard let places = known(condition) else { return nil }
        union.formUnion(places)
      }
      return union
    }
  }

  private static func intersection(_ one: PlaceSet?, _ other: PlaceSet?) -> PlaceSet? {
    guard var both = one, let other else { return one ?? other }
    both.formIntersection(other)
    return both
  }

  /// Returns the frames that pass a look-up whatever terms there are.
  private func unknown(_ lookup: TermLookup) -> PlaceSet {
    lookup.countsForBinary ? always : alwaysAndBinary
  }

  /// Answers look-ups of which each needs a few blocks.
  private mutating func answer(_ lookups: [TermLookup]) throws(IndexError) {
    var cursor = TermCursor(reader, decompressor)
    // In the order of the terms, so that no block is decoded twice without need.
    for lookup in lookups.sorted(by: { $0.bytes.lexicographicallyPrecedes($1.bytes) }) {
      var places = unknown(lookup)
      cursor.move(before: lookup.bytes)
      while try cursor.advance() {
        if cursor.bytes.precedes(lookup.bytes) { continue }
        guard lookup.isMet(by: cursor.bytes) else { break }
        try cursor.forEachPlace { places.insert($0) }
        if lookup.form == .whole { break }
      }
      answers[lookup] = places
    }
  }

  /// Answers the look-ups that need all terms, if there are any.
  mutating func scan() throws(IndexError) {
    if scanning.isEmpty { return }
    var found = scanning.map(unknown)
    var cursor = TermCursor(reader, decompressor)
    while try cursor.advance() {
      let term = cursor.bytes
      for (index, lookup) in scanning.enumerated() where lookup.isMet(by: term) {
        try cursor.forEachPlace { found[index].insert($0) }
      }
    }
    for (lookup, places) in zip(scanning, found) { answers[lookup] = places }
    scanning = []
  }
}
