import ProgramSupport
import TestSupport
import Testing

/// Names of collections, archives and folders that are bytes, as the system has them, but not
/// UTF-8.
struct RawNameTests {
  private let folder: TemporaryFolder
  private let collection = "c".bytes + [0xFF]

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(collection + "/post/a.md".bytes, "# A\n".bytes)
  }

  private func blogsh(_ words: [UInt8]...) throws -> Outcome {
    try Program.run(Surroundings.blogsh, words, in: folder.path)
  }

  @Test(arguments: [".tar", ".tar.gz", ".tar.zst"])
  func `collections and archives under such names are packed, read and compared`(form: String)
    throws
  {
    let archive = collection + form.bytes
    let copy = "to".bytes + [0xFE] + "/x".bytes
    expect(try blogsh("-C".bytes, collection, "pack".bytes, "-o".bytes, archive), .done())
    expect(
      try blogsh("-C".bytes, archive, "cat".bytes, "post/a.md".bytes, "--raw".bytes), .done("# A\n")
    )
    expect(try blogsh("unpack".bytes, archive, "-d".bytes, copy), .done())
    expect(try blogsh("diff".bytes, collection, copy), .done())
  }

  @Test func `a history under such a name works, and so do its snapshots`() throws {
    let history = "h".bytes + [0xFF, 0x9B] + ".tar.zst".bytes
    let made = try blogsh("-C".bytes, collection, "backup".bytes, "--to".bytes, history)
    #expect(made.end == .status(0))
    expect(
      try blogsh(
        "-C".bytes, history + "@latest".bytes, "cat".bytes, "--raw".bytes, "post/a.md".bytes),
      .done("# A\n"))
    let restored = try blogsh("restore".bytes, history, "--to".bytes, "r".bytes + [0xC2])
    #expect(restored.end == .status(0))
    expect(try blogsh("diff".bytes, collection, "r".bytes + [0xC2]), .done())
  }

  @Test func `variables with such names work, and programs get them unchanged`() throws {
    let variables = #"name=$(printf 'c\377'); export BLOGSH_COLLECTION="$name" HOME="$PWD/$name"; "#
    expect(
      try folder.shell(variables + #""$BLOGSH" cat --raw post/a.md"#), .done("# A\n"))
    expect(
      try folder.shell(variables + #""$BLOGSH" shell -c 'ls | cat ~/post/a.md'"#), .done("# A\n"))
    expect(
      try folder.shell(
        variables + #""$BLOGSH" shell -c 'ls | printenv BLOGSH_COLLECTION' | od -An -tx1"#),
      .done(" 63 ff 0a\n"))
    expect(try folder.shell(variables + #""$BLOGSH" pack -o a.tar.zst"#), .done())
    expect(
      try folder.shell(
        variables + #"TMPDIR=$name; export TMPDIR; cat a.tar.zst | "$BLOGSH" -C - ls post"#),
      .done("a.md\n"))
  }

  @Test(arguments: [
    ("A message", ["backup", "--to", "h.tar.zst", "-m"]), ("A title", ["new"]),
    ("A tag", ["new", "A title", "--tag"]),
  ])
  func `text that is written to an index or a post must be UTF-8`(name: String, words: [String])
    throws
  {
    let before = try folder.listing()
    let outcome = try Program.run(
      Surroundings.blogsh, ["-C".bytes, collection] + words.map(\.bytes) + ["a".bytes + [0xFF]],
      in: folder.path)
    #expect(outcome.end == .status(64), "\(outcome.testDescription)")
    #expect(outcome.errors.contains("\(name) must be UTF-8 text."))
    #expect(try folder.listing() == before)
  }

  @Test func `JSON has their exact bytes in addition to the text`() throws {
    let archive = "a".bytes + [0xFF] + ".tar.zst".bytes
    expect(try blogsh("-C".bytes, collection, "pack".bytes, "-o".bytes, archive), .done())
    let outcome = try blogsh("verify".bytes, "--json".bytes, archive)
    #expect(
      outcome.text.hasPrefix(
        #"{"archive":"a\#u{FFFD}.tar.zst","archive_base64":"Yf8udGFyLnpzdA==","whole":true,"#),
      "\(outcome.text)")
  }

  @Test func `a missing file is reported by its exact bytes`() throws {
    let outcome = try blogsh("verify".bytes, "x".bytes + [0xFF])
    #expect(outcome.end == .status(2))
    #expect(outcome.errors == "blogsh: cannot open x\\xFF: No such file or directory\n")
  }
}
