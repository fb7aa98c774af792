import Terminal
import Testing

struct SanitizerTests {
  @Test(arguments: [
    "", "plain text", "tab\tstays", "Grüße, κόσμε, 世界, עברית, العربية",
    "می\u{200C}خواهم", "क्\u{200D}ष", "👩\u{200D}👩\u{200D}👧", "ភាសា\u{200B}ខ្មែរ", "❤\u{FE0F}",
    "e\u{301}",
    "\u{A0}", "\u{10FFFF}", "a <U+202E> b", #"\x9B ^["#,
  ])
  func `text of any script passes unchanged`(text: String) {
    #expect(Sanitizer.line(text) == text)
  }

  @Test(arguments: [("Grüße", "Gr<U+00FC><U+00DF>e"), ("😀", "<U+1F600>"), ("a\tb", "a\tb")])
  func `where a terminal has only ASCII, other characters are shown by their numbers`(
    text: String, shown: String
  ) {
    #expect(Sanitizer.line(text, isASCII: true) == shown)
  }

  @Test(arguments: [
    // Clipboard, window title, palette: operating system commands
    ("\u{1B}]52;c;ZXZpbA==\u{7}", "^[]52;c;ZXZpbA==^G"),
    ("\u{1B}]0;title\u{1B}\\", "^[]0;title^[\\"),
    ("\u{1B}]8;;http://evil/\u{1B}\\x", "^[]8;;http://evil/^[\\x"),
    // Cursor moves, erasing, reports, device control
    ("\u{1B}[2J\u{1B}[H", "^[[2J^[[H"),
    ("\u{1B}[6n", "^[[6n"),
    ("\u{1B}P$q\"p\u{1B}\\", "^[P$q\"p^[\\"),
    ("safe\rrm -rf", "safe^Mrm -rf"),
    ("a\u{8}b", "a^Hb"),
    ("\0\u{1}\u{1F}\u{7F}", "^@^A^_^?"),
    ("two\nlines", "two^Jlines"),
    ("dos\r\n", "dos^M^J"),
    // C1 as characters
    ("\u{9B}31m\u{9D}0;t\u{9C}\u{85}", "<U+009B>31m<U+009D>0;t<U+009C><U+0085>"),
    // Direction and separators
    ("user\u{202E}txt.exe\u{202C}", "user<U+202E>txt.exe<U+202C>"),
    ("\u{2066}a\u{2069}", "<U+2066>a<U+2069>"),
    ("\u{200E}\u{200F}\u{61C}", "<U+200E><U+200F><U+061C>"),
    ("\u{2028}\u{2029}", "<U+2028><U+2029>"),
    // Hidden text
    ("\u{FEFF}a\u{2060}b\u{2063}", "<U+FEFF>a<U+2060>b<U+2063>"),
    ("\u{E0001}\u{E0041}\u{E007F}", "<U+E0001><U+E0041><U+E007F>"),
    ("\u{FFF9}\u{1D173}", "<U+FFF9><U+1D173>"),
  ])
  func `characters that a terminal would obey are shown`(text: String, safe: String) {
    #expect(Sanitizer.line(text) == safe)
  }

  @Test(
    arguments: [
      ([0x9B, 0x33, 0x31, 0x6D], #"\x9B31m"#),
      ([0x9D, 0x30, 0x3B, 0x9C], #"\x9D0;\x9C"#),
      ([0xFF, 0xFE], #"\xFF\xFE"#),
      ([0xC0, 0x9B], #"\xC0\x9B"#),
      ([0xE0, 0x80, 0x9B], #"\xE0\x80\x9B"#),
      ([0xED, 0xA0, 0x80], #"\xED\xA0\x80"#),
      ([0xF4, 0x90, 0x80, 0x80], #"\xF4\x90\x80\x80"#),
      ([0xF0, 0x9F, 0x98], #"\xF0\x9F\x98"#),
      ([0xE2, 0x1B, 0x5B], #"\xE2^[["#),
      ([0x63, 0x61, 0x66, 0xE9], #"caf\xE9"#),
    ] as [([UInt8], String)])
  func `bytes that are not UTF-8 are shown by number`(bytes: [UInt8], safe: String) {
    #expect(Sanitizer.line(bytes) == safe)
  }

  @Test func `no sequence of three bytes gets a control through`() {
    let heads: [UInt8] = Array(0...255)
    let tails: [UInt8] = [0x00, 0x1B, 0x41, 0x80, 0x85, 0x9B, 0x9C, 0xA0, 0xAE, 0xBB, 0xBF, 0xC2]
    for first in heads {
      for second in heads {
        for third in tails {
          let safe = Sanitizer.line([first, second, third])
          let isSafe = safe.unicodeScalars.allSatisfy {
            $0 == "\t" || ($0.properties.generalCategory != .control && $0 != "\u{202E}")
          }
          if !isSafe { Issue.record("\([first, second, third]) gave \(Array(safe.utf8))") }
        }
      }
    }
  }

  @Test func `every control and format character is shown, except those that scripts need`() {
    let kept: Set<UInt32> = [
      0xAD, 0x200B, 0x200C, 0x200D, 0x180E,  // hyphenation, word breaks and joiners of scripts
      0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2,  // visible
      0x110BD, 0x110CD,
    ]
    for value in (0x80 as UInt32)...0x10FFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      guard category == .control || category == .format else { continue }
      // The format controls of Egyptian hieroglyphs show in the groups that they form.
      if kept.contains(value) || (0x13430...0x1343F).contains(value) { continue }
      let text = String(Character(scalar))
      if Sanitizer.line(text) == text { Issue.record("U+\(String(value, radix: 16)) passed") }
    }
  }

  @Test(arguments: [
    "one\ntwo\n", "dos\r\nlines\r\n", "bare\rreturn\n", "世界\n\u{1B}[31mred\u{9B}\n", "end\r",
    "\r\n\r",
    "\u{1F600}\u{E0041}\n",
  ])
  func `a text in pieces is shown like the whole text`(text: String) {
    let bytes = Array(text.utf8) + [0xE2, 0x80]
    let whole = shown([bytes])
    for cut in 0...bytes.count {
      #expect(shown([Array(bytes[..<cut]), Array(bytes[cut...])]) == whole)
    }
    #expect(shown(bytes.map { [$0] }) == whole)
  }

  @Test(arguments: [
    ("one\ntwo\n", "one\ntwo\n"),
    ("dos\r\n", "dos\r\n"),
    ("over\rwritten\r", "over^Mwritten^M"),
    ("a\u{B}\u{C}\u{85}", "a^K^L<U+0085>"),
  ])
  func `a text keeps its newlines`(text: String, safe: String) {
    #expect(shown([Array(text.utf8)]) == safe)
  }

  @Test func `text without controls is one run`() {
    var runs = 0
    var sanitizer = Sanitizer(.many)
    let text = String(repeating: "Plain text, tab\t, 世界\r\n", count: 1000)
    sanitizer.pass(text.utf8.span) { _ in runs += 1 }
    sanitizer.finish { _ in runs += 1 }
    #expect(runs == 1)
  }

  private func shown(_ pieces: [[UInt8]]) -> String {
    var result: [UInt8] = []
    var sanitizer = Sanitizer(.many)
    func append(_ run: ByteSpan) { for index in run.indices { result.append(run[index]) } }
    for piece in pieces { sanitizer.pass(piece.span, to: append) }
    sanitizer.finish(append)
    return String(decoding: result, as: UTF8.self)
  }
}
