import ArchiveFormat
import TestSupport
import Testing

@testable import Terms

@Suite struct SectionTests {
  @Test(arguments: [(0, 0), (1, 1), (3, 40), (64, 5_000), (700, 20_000)])
  func `a section gives back its terms and their frames`(frames: Int, words: Int) throws {
    let listed = someTerms(words, frames: frames, seed: 3)
    let reader = try TermsReader(encoded(listed, frames: frames))
    #expect(try reader.terms() == listed)
    #expect(reader.count == words && reader.covered.count == frames)
  }

  @Test func `a look-up finds the frames of all terms that it is about`() throws {
    var generator = FixedGenerator(state: 8)
    let frames = 90
    let listed = someTerms(3_000, frames: frames, seed: 4)
    let reader = try TermsReader(encoded(listed, frames: frames))
    for _ in 0..<20 {
      let term = listed[generator.below(listed.count)].term
      let start = generator.below(term.count)
      let part = Array(term[start...].prefix(1 + generator.below(5)))
      for form in [TermLookup.Form.whole, .beginning, .end, .part] {
        let lookup = TermLookup(form: form, bytes: part, countsForBinary: true)
        let right = Set(
          listed.filter { entry in
            switch form {
            case .whole: entry.term == part
            case .beginning: entry.term.starts(with: part)
            case .end: entry.term.reversed().starts(with: part.reversed())
            case .part: entry.term.indices.contains { entry.term[$0...].starts(with: part) }
            }
          }.flatMap(\.frames))
        let found = try #require(try reader.places(passing: lookup))
        #expect(Set((0..<frames).filter { found.contains($0) }) == right, "\(form) \(part)")
      }
    }
  }

  @Test func `a term of all frames, and one of nearly all, take few bytes`() throws {
    let all = Array(0..<10_000)
    let sections = try [all, all.filter { $0 != 77 }, [77]].map { frames in
      try encoded([ListedTerm(term: [0x61], frames: frames)], frames: 10_000)
    }
    #expect(sections.allSatisfy { $0.count < 100 })
  }

  @Test func `a list that would be too long is that of all frames`() throws {
    let frames = 100_000
    let half = ListedTerm(term: [0x61], frames: (0..<frames).filter { $0 % 2 == 1 })
    let few = ListedTerm(term: [0x62], frames: [4, 99_999])
    let reader = try TermsReader(encoded([half, few], frames: frames))
    let all = ListedTerm(term: [0x61], frames: Array(0..<frames))
    #expect(try reader.terms() == [all, few])
  }

  @Test func `terms that are not in order are refused`() throws {
    var covered = CoveredFrames()
    covered.append(0..<2)
    var encoder = try TermsEncoder(covering: covered, always: [], binary: [])
    try encoder.append([0x62], places: [0])
    for term: [UInt8] in [[0x62], [0x61], []] {
      #expect(failure { try encoder.append(term, places: [0]) }?.code == .notSorted)
    }
  }

  @Test func `frames are covered in several ranges`() throws {
    var covered = CoveredFrames()
    for range in [2..<3, 3..<5, 9..<12] { covered.append(range) }
    #expect(covered.ranges == [2..<5, 9..<12] && covered.count == 6)
    let places = (0..<14).map { covered.place(of: $0) }
    #expect(places == [nil, nil, 0, 1, 2, nil, nil, nil, nil, 3, 4, 5, nil, nil])
    #expect((0..<6).map { covered.frame(at: $0) } == [2, 3, 4, 9, 10, 11])
  }
}

@Suite struct MergeTests {
  /// Files in several scripts, binary ones, and some that every search has to read.
  static func someFrames(_ count: Int, seed: UInt64) -> [[[UInt8]]] {
    var generator = FixedGenerator(state: seed)
    let words = ["the", "old", "box", "Ключ", "日本", "kettle", "Straße", "naïve", "สวัสดี", "x9"]
    return (0..<count).map { _ in
      (0..<generator.below(4)).map { _ in
        var file: [UInt8] = []
        switch generator.below(12) {
        case 0: file = [0]
        case 1: file = [0xFF, 0xFE]
        default: break
        }
        for _ in 0..<generator.below(60) {
          file += (words.randomElement(using: &generator) ?? "").utf8
          file += "\(generator.below(900)) ".utf8
        }
        return file
      }
    }
  }

  @Test(arguments: 1..<8) func `sections of some frames each merge into that of all`(
    workers: Int
  ) throws {
    let frames = Self.someFrames(60, seed: UInt64(workers))
    let gatherers = (0..<workers).map { _ in TermGatherer() }
    var sections: [[UInt8]] = []
    for (number, files) in frames.enumerated() {
      let gatherer = gatherers[number * 7 % 5 % workers]
      gatherer.beginFrame(number)
      for file in files { file.withUnsafeBytes { gatherer.add($0) } }
      gatherer.endFrame()
      if number % 13 == 0 { sections.append(try gatherer.takeSection()) }
    }
    for gatherer in gatherers { sections.append(try gatherer.takeSection()) }
    let merged = try TermsMerge.merge(
      sections.map { TermsMerge.Source(try TermsReader($0)) { $0 } })
    #expect(try merged == section(frames))
  }

  @Test func `frames get other numbers in a merge, or are dropped`() throws {
    let frames = Self.someFrames(40, seed: 9)
    let (first, second) = (Array(frames[..<25]), Array(frames[25...]))
    let kept = { (frame: Int) in frame % 3 != 1 }
    let merged = try TermsMerge.merge([
      TermsMerge.Source(try TermsReader(section(first))) { kept($0) ? 2 * $0 : nil },
      TermsMerge.Source(try TermsReader(section(second, from: 100))) {
        kept($0) ? 2 * ($0 - 75) : nil
      },
    ])
    let gatherer = TermGatherer()
    for number in frames.indices where kept(number < 25 ? number : number + 75) {
      gatherer.beginFrame(2 * number)
      for file in frames[number] { file.withUnsafeBytes { gatherer.add($0) } }
      gatherer.endFrame()
    }
    #expect(try merged == gatherer.takeSection())
  }

  @Test func `nothing merges into nothing`() throws {
    let reader = try TermsReader(TermsMerge.merge([]))
    #expect(reader.count == 0 && reader.covered.count == 0)
  }
}

/// Returns random terms, sorted, with random frames.
func someTerms(_ count: Int, frames: Int, seed: UInt64) -> [ListedTerm] {
  var generator = FixedGenerator(state: seed)
  var terms: Set<[UInt8]> = []
  while terms.count < count {
    let length = 1 + generator.below(generator.below(10) == 0 ? 64 : 8)
    terms.insert((0..<length).map { _ in UInt8(0x61 + generator.below(6)) })
  }
  return terms.sorted { $0.lexicographicallyPrecedes($1) }.map { term in
    let share = 1 + generator.below(100)
    let holding = (0..<frames).filter { _ in generator.below(100) < share }
    return ListedTerm(term: term, frames: holding.isEmpty ? [generator.below(frames)] : holding)
  }
}

/// Returns the section of terms, which covers the frames from 0 on.
func encoded(_ terms: [ListedTerm], frames: Int) throws -> [UInt8] {
  var covered = CoveredFrames()
  if frames > 0 { covered.append(0..<frames) }
  var encoder = try TermsEncoder(covering: covered, always: [], binary: [])
  for listed in terms {
    try encoder.append(listed.term, places: listed.frames.map(UInt32.init)[...])
  }
  return try encoder.finish()
}
