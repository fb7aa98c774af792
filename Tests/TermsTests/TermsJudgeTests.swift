import ArchiveFormat
import TestSupport
import Testing

@testable import Terms

/// A second reader in Python, written only from the specification.
@Suite struct TermsJudgeTests {
  private static let script = #filePath.replacing(
    "TermsTests/TermsJudgeTests.swift", with: "Reference/terms.py")

  private static func judge(_ words: String..., input: [UInt8]) throws -> [String] {
    let outcome = try Program.run("python3", ["-B", script] + words, input: .bytes(input))
    #expect(outcome.errors == "")
    return outcome.text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  /// Returns text of many scripts, with bytes that are no UTF-8 and characters at random.
  static func someText(_ length: Int, seed: UInt64) -> [UInt8] {
    var generator = FixedGenerator(state: seed)
    let pieces = [
      "the ", "Wörter", "naïve ", "ΣΊΣΥΦΟΣ", "ﬁne ", "ЁЖИК ", "日本語", "ภาษาไทย", "한국어 ", "🙂",
      "\u{200D}", "הַשָּׁלוֹם ", "हिन्दी ", "_9", "e\u{301}", "İı", "ß\u{1E9E}", "\u{212A}",
      "\n", ". ",
      "አማርኛ ", "ლარი\u{1C90}", "Ｆ", "ქ", "𠀀𠀁", "ō", "ǅ",
    ]
    var text: [UInt8] = []
    while text.count < length {
      switch generator.below(12) {
      case 0: text.append(UInt8(generator.below(256)) | 1)
      case 1:
        let number = UInt32(generator.below(generator.below(4) == 0 ? 0x11_0000 : 0x3200))
        if let scalar = Unicode.Scalar(number), number != 0, number != 0x345 {
          text += String(scalar).utf8
        }
      case 2:
        text += String(repeating: pieces.randomElement(using: &generator) ?? "", count: 30).utf8
      default: text += (pieces.randomElement(using: &generator) ?? "").utf8
      }
    }
    return text
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `a splitter in Python cuts texts into the same terms`(seed: UInt64) throws {
    var text = Self.someText(20_000, seed: seed)
    if seed % 4 == 3 { text[9] = 0 }
    let right = try terms(of: text).map(hexadecimal)
    #expect(!right.isEmpty)
    #expect(try Self.judge("split", input: text) == right)
  }

  @Test func `a splitter in Python knows the same characters`() throws {
    // Each character between separators, and beside a letter of each kind.
    for beside in ["", "a", "ا", "本", "ท"] {
      for start in stride(from: 1 as UInt32, to: 0x11_0000, by: 0x8000) {
        let scalars = (start..<min(start + 0x8000, 0x11_0000)).compactMap(Unicode.Scalar.init)
        let text = scalars.filter { $0.value != 0x345 && $0.value != 0xFEFF }
          .map { "\(beside)\($0)\n" }.joined()
        guard beside.isEmpty || start < 0x1_0000 else { continue }
        let right = try terms(of: Array(text.utf8)).map(hexadecimal)
        #expect(try Self.judge("split", input: Array(text.utf8)).filter { $0 != "" } == right)
      }
    }
  }

  @Test(arguments: [0, 1, 3_000]) func `a reader in Python reads the same section`(
    count: Int
  ) throws {
    let frames = MergeTests.someFrames(min(count, 300), seed: 20)
    let section = try section(frames, from: 7)
    let reader = try TermsReader(section)
    func line(_ frames: some Sequence<Int>) -> String {
      frames.map(String.init).joined(separator: ",")
    }
    let listed = [
      line(reader.covered.ranges.joined()),
      line(reader.head.always.map { reader.covered.frame(at: Int($0)) }),
      line(reader.head.binary.map { reader.covered.frame(at: Int($0)) }),
    ]
    let right = try listed + reader.terms().map { "\(hexadecimal($0.term)) \(line($0.frames))" }
    let read = try Self.judge("list", "\(7 + frames.count)", input: section)
    #expect(read == right)
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
