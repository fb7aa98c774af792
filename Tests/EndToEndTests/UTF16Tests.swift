import ProgramSupport
import TestSupport
import Testing

/// Text in UTF-16 with a byte-order mark, compared with the same text in UTF-8.
struct UTF16Tests {
  let folder: TemporaryFolder
  static let text =
    "\u{FEFF}---\r\ntitle: Grüße 😀\r\ntags: [boxes]\r\ndate: 2024-05-06\r\n---\r\n"
    + "the word 箱 😀\r\n\r\nüber uns\r\nlast"

  init() throws {
    folder = try TemporaryFolder()
    let units = Self.text.utf16
    try folder.write("eight/a.md", Self.text)
    try folder.write("little/a.md", units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    try folder.write("big/a.md", units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
    for name in ["eight", "little", "big"] {
      expect(
        try folder.shell(
          "cd \(name) && cp a.md t.txt && cd .. && \"$BLOGSH\" -C \(name) pack -o \(name).tar "
            + "&& \"$BLOGSH\" -C \(name) pack -o \(name).tar.zst"), .done())
    }
  }

  @Test(arguments: [
    "cat a.md", "cat --meta a.md", "cat --body a.md", "cat t.txt", "head a.md", "head -n 2 a.md",
    "head -n -1 a.md", "head -q -n 6 a.md t.txt", "wc -l a.md", "wc -w a.md", "wc -m a.md",
    "wc -lwm a.md t.txt", "grep -n word", "grep -c .", "grep -x 'über uns'", "grep --title 😀",
    "grep --body title", "grep --tag boxes word", "find --tag boxes", "find --since 2024-05-06",
    "find --until 2024-05-05", "ls --tag Boxes", "ls --since 2024-05-07", "tree",
  ])
  func `it is shown, counted and found as text`(command: String) throws {
    let (kind, rest) = (command.prefix { $0 != " " }, command.drop { $0 != " " })
    for form in ["", ".tar", ".tar.zst"] {
      let expected = try folder.shell("\"$BLOGSH\" -C eight\(form) \(kind)\(rest)")
      for order in ["little", "big"] {
        expect(try folder.shell("\"$BLOGSH\" -C \(order)\(form) \(kind)\(rest)"), expected)
      }
    }
  }

  @Test func `lists print its facts as JSON`() throws {
    for collection in ["little", "big.tar", "little.tar.zst"] {
      let line = try folder.blogsh("-C", collection, "ls", "--json", "a.md").text
      for field in [#""title":"Grüße 😀""#, #""tags":["boxes"]"#, #""date":"2024-05-06""#] {
        #expect(line.contains(field), "\(line)")
      }
    }
  }

  @Test(arguments: ["little", "big.tar", "little.tar.zst"])
  func `its exact bytes are printed and counted where bytes are asked for`(
    collection: String
  ) throws {
    let file = "\(collection.prefix { $0 != "." })/a.md"
    let bytes = try folder.contents(file)
    #expect(try folder.blogsh("-C", collection, "cat", "--raw", "a.md").output == bytes)
    #expect(
      try folder.blogsh("-C", collection, "head", "-c", "7", "a.md").output == Array(bytes[..<7]))
    #expect(
      try folder.blogsh("-C", collection, "head", "-c", "-7", "a.md").output
        == Array(bytes.dropLast(7)))
    #expect(
      try folder.blogsh("-C", collection, "wc", "-c", "a.md").text
        == (try folder.shell("wc -c < \(file)")).text.dropLast() + " a.md\n")
  }

  @Test func `diff -u prints its lines in UTF-8, and a line where only the encoding differs`()
    throws
  {
    try folder.write(
      "new/a.md",
      Self.text.replacing("word", with: "words").utf16.flatMap {
        [UInt8($0 >> 8), UInt8($0 & 0xFF)]
      })
    for collection in ["little", "big.tar", "eight"] {
      let lines = try folder.shell("\"$BLOGSH\" diff -u \(collection) new").text
      #expect(lines.contains("-the word 箱 😀\r\n+the words 箱 😀\r\n"), "\(lines)")
    }
    #expect(
      try folder.blogsh("diff", "-u", "little", "eight.tar.zst").text
        == "Files differ: a.md\nFiles differ: t.txt\n")
  }
}
