import Glibc
import Markup
import TestSupport
import Testing

@Suite struct TokenizerTests {
  private static let package = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    .dropLast(3).joined(separator: "/")
  private static let cases = package + "/../shared/samples/import/html/html5lib-tokenizer.tar.zst"

  private static let states: [String: HTMLTokenizer.Content] = [
    "data": .data, "rcdata": .rcdata, "rawText": .rawText, "script": .script,
    "plainText": .plainText, "cdata": .cdata,
  ]

  @Test(
    .enabled(
      if: access(cases, R_OK) == 0,
      "shared/samples/import/html/html5lib-tokenizer.tar.zst is not beside the package"))
  func `tokens are those of the cases that browsers are tested with`() throws {
    let folder = try TemporaryFolder()
    let unpacked = try Program.run("tar", "--zstd", "-xf", Self.cases, "-C", folder.path)
    try #require(unpacked.status == 0, "\(unpacked.errors)")
    let judge = Self.package + "/Tests/Reference/tokenizer_cases.py"
    let names = try folder.names("tokenizer").filter { $0.hasSuffix(".test") }
    let words = ["-B", judge] + names.map { folder.path("tokenizer/\($0)") }
    let listed = try Program.run("python3", words.map { Array($0.utf8) })
    try #require(listed.status == 0, "\(listed.errors)")
    var lines = listed.lines
    // Half a surrogate pair cannot be in a file of UTF-8.
    #expect(lines.popLast() == "left out 4")
    #expect(lines.count > 7000)
    for line in lines {
      let words = line.split(separator: " ").map(String.init)
      let content = try #require(Self.states[words[0]])
      let text = try bytes(words[2])
      let found = tokens(of: HTMLTokenizer(text, as: content, after: try bytes(words[1])))
      #expect(found == Array(words[3...]), "\(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test(
    arguments: [
      ("<p", []), ("<", ["T,x3c"]), ("</", ["T,x3c2f"]), ("a<b>c", ["T,x61", "S,x62,", "T,x63"]),
      ("<a href='?a=1&copy=2'>", ["S,x61,x68726566=x3f613d3126636f70793d32,"]),
      ("<!doctype", ["D,-,-,-,quirks"]), ("a\r\nb\rc", ["T,x610a620a63"]),
    ] as [(String, [String])])
  func `small texts have the tokens of the standard`(text: String, expected: [String]) {
    #expect(tokens(of: HTMLTokenizer(Array(text.utf8))) == expected)
  }

  @Test func `the content of an element is set by who knows elements`() throws {
    var tokenizer = HTMLTokenizer(Array("<title>a<b>&amp;</title><b>".utf8))
    guard case .startTag(let title) = tokenizer.next() else {
      Issue.record("no tag")
      return
    }
    #expect(title.name == Array("title".utf8))
    tokenizer.content = .rcdata
    #expect(tokenizer.next() == .text(Array("a<b>&".utf8)))
    #expect(tokenizer.next() == .endTag(Array("title".utf8)))
    #expect(tokens(of: tokenizer) == ["S,x62,"])
  }

  @Test func `any text comes to its end, and no byte of it is kept twice`() {
    var generator = FixedGenerator(state: 5)
    let parts: [[UInt8]] =
      [
        "<", ">", "/", "!", "-", "--", "&", "amp", ";", "#", "x41", "=", "\"", "'", " ", "a",
        "script",
        "<!--", "-->", "<!doctype ", "public", "]]>", "\u{0}", "é",
      ].map { Array($0.utf8) } + [[0xFF], [0xC3]]
    for content in Self.states.values {
      for _ in 0..<2000 {
        let text = (0..<Int.random(in: 0...12, using: &generator)).flatMap { _ in
          parts.randomElement(using: &generator) ?? []
        }
        var tokenizer = HTMLTokenizer(text, as: content, after: Array("script".utf8))
        var kept = 0
        while let token = tokenizer.next() {
          if case .text(let bytes) = token { kept += bytes.count { $0 == 0xFF } }
        }
        #expect(kept <= text.count { $0 == 0xFF })
      }
    }
    let plain: [UInt8] = [0x61, 0xFF, 0xC3, 0x62]
    #expect(tokens(of: HTMLTokenizer(plain)) == ["T,x61ffc362"])
  }

  /// Returns all tokens as the judge writes them, with texts in a row as one.
  private func tokens(of tokenizer: HTMLTokenizer) -> [String] {
    var tokenizer = tokenizer
    var found: [String] = []
    var text: [UInt8] = []
    func endText() {
      if !text.isEmpty { found.append("T,\(hexadecimal(text))") }
      text = []
    }
    while let token = tokenizer.next() {
      if case .text(let bytes) = token {
        text += bytes
        continue
      }
      endText()
      switch token {
      case .startTag(let tag):
        let pairs = tag.attributes.map { "\(hexadecimal($0.name))=\(hexadecimal($0.value))" }
        found.append(
          (["S", hexadecimal(tag.name)] + pairs.sorted() + [tag.isSelfClosing ? "/" : ""])
            .joined(separator: ","))
      case .endTag(let name): found.append("E,\(hexadecimal(name))")
      case .comment(let bytes): found.append("C,\(hexadecimal(bytes))")
      case .doctype(let doctype):
        let words = [doctype.name, doctype.publicIdentifier, doctype.systemIdentifier]
        found.append(
          (["D"] + words.map(hexadecimal) + [doctype.forcesQuirks ? "quirks" : ""])
            .joined(separator: ","))
      case .text: break
      }
    }
    endText()
    return found
  }

  private func hexadecimal(_ bytes: [UInt8]?) -> String {
    guard let bytes else { return "-" }
    return "x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private func bytes(_ word: String) throws -> [UInt8] {
    let digits = Array(word.dropFirst())
    return try stride(from: 0, to: digits.count, by: 2).map {
      try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
    }
  }
}
