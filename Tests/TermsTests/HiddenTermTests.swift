import ArchiveFormat
import Terms
import TestSupport
import Testing

/// What a section hides.
struct HiddenTermTests {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func `a term that is left out of one frame is found`(seed: UInt64) throws {
    var generator = FixedGenerator(state: seed + 1)
    let frames = (0..<(2 + generator.below(30))).map { _ in
      (0..<(1 + generator.below(40))).map { _ in "word\(generator.below(60))" }
    }
    func reader(without hidden: (frame: Int, word: String)? = nil) throws -> TermsReader {
      try TermsReader(
        section(
          frames.enumerated().map { number, words in
            let kept = words.filter { number != hidden?.frame || $0 != hidden?.word }
            return [kept.joined(separator: " ").bytes]
          }, from: 5))
    }
    let frame = generator.below(frames.count)
    let word = frames[frame][generator.below(frames[frame].count)]
    let claimed = try reader(without: (frame, word))
    let whole = try reader()
    let hidden = try HiddenTerm.first(in: claimed, of: whole)
    #expect(hidden?.frame == frame + 5 && hidden?.term == word.bytes)
    #expect(try HiddenTerm.first(in: whole, of: claimed) == nil)
    #expect(try HiddenTerm.first(in: whole, of: whole) == nil)
  }

  @Test func `a frame that every search must read is to be listed as one`() throws {
    let wide = try TermsReader(section([["a".bytes], [[0xFF, 0xFE, 0x61, 0]]]))
    let plain = try TermsReader(section([["a".bytes], ["a".bytes]]))
    var hidden = try HiddenTerm.first(in: plain, of: wide)
    #expect(hidden?.frame == 1 && hidden?.term == nil)
    #expect(try HiddenTerm.first(in: wide, of: plain) == nil)
    let binary = try TermsReader(section([["\u{0} word".bytes]]))
    let text = try TermsReader(section([["word".bytes]]))
    hidden = try HiddenTerm.first(in: text, of: binary)
    #expect(hidden?.frame == 0 && hidden?.term == nil)
  }

  @Test func `frames that a section does not cover do not count`() throws {
    let some = try TermsReader(section([["a".bytes]]))
    let more = try TermsReader(section([["a".bytes], ["b".bytes]]))
    #expect(try HiddenTerm.first(in: some, of: more) == nil)
  }

  @Test func `frames of data are gathered too, if asked`() throws {
    var generator = FixedGenerator(state: 1)
    let data = (0..<20_000).map { _ in String(generator.next(), radix: 36) }
      .joined(separator: " ").bytes
    for listsRichFrames in [false, true] {
      let gatherers = TermGatherers(listsRichFrames: listsRichFrames)
      let gatherer = gatherers.make()
      try gatherer.beginFrame(0)
      data.withUnsafeBytes { gatherer.add($0) }
      gatherer.endFrame()
      let reader = try TermsReader(gatherers.takeSections()[0])
      #expect(reader.alwaysCount == (listsRichFrames ? 0 : 1))
    }
  }
}
