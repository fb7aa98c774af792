import ProgramSupport
import TestSupport
import Testing

/// The bytes that reach a terminal, seen through a pseudo-terminal.
struct TerminalTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("archive/post/plain.md", "# Plain\n\nsome *soft* words\n")
  }

  @Test func `the controls of a hostile post reach a pipe, but no terminal`() throws {
    try folder.write(
      "archive/post/h.md", "---\ntitle: \"T \\e]0;x\\a\\x9b\"\n---\n\n\(HostileText.sample) end\n")
    for command in [
      "cat post/h.md", "cat --raw post/h.md", "cat --body post/h.md", "cat --meta post/h.md",
      "ls -l post", "ls --json -R", "head post/h.md",
    ] {
      let shown = try folder.atTerminal("\"$BLOGSH\" \(command)")
      #expect(HostileText.isHarmless(shown), "\(command): \(shown.map { String($0, radix: 16) })")
      #expect(!shown.isEmpty)
    }
    #expect(
      try folder.blogsh("cat", "--raw", "post/h.md").output == folder.contents("archive/post/h.md"))
    #expect(try folder.blogsh("cat", "post/h.md").text.contains(HostileText.sample))
  }

  @Test func `the controls of a hostile name reach no terminal`() throws {
    let name = "post/\(HostileText.sample.replacing("/", with: "")).md"
    try folder.write("archive/" + name, "# H\n")
    try #require(try folder.blogsh("pack", "-o", "a.tar") == .done())
    try folder.write("x/" + name, "other")
    for (command, status) in [
      ("ls post", 0), ("ls -R", 0), ("ls -l post", 0), ("tree", 0), ("ls --json -R", 0),
      ("-C a.tar ls -R", 0), ("unpack -n a.tar -d y", 0), ("diff archive x", 1),
      ("diff -u archive x", 1), ("unpack a.tar -d x", 3),
    ] {
      let shown = try folder.atTerminal("\"$BLOGSH\" \(command)", status: status)
      #expect(
        HostileText.isHarmless(shown),
        "\(command): \(String(decoding: shown, as: UTF8.self).debugDescription)")
    }
    let shown = try folder.atTerminal(
      "\"$BLOGSH\" cat \"$(printf 'post/\\033]0;x\\007.md')\"", status: 1)
    #expect(HostileText.isHarmless(shown))
  }

  @Test func `styles are shown at a terminal, but not with NO_COLOR`() throws {
    let styled = String(
      decoding: try folder.atTerminal("\"$BLOGSH\" cat post/plain.md"), as: UTF8.self)
    #expect(styled.contains("\u{1B}[3msoft"))
    for environment in ["NO_COLOR=1", "TERM=dumb"] {
      let plain = String(
        decoding: try folder.atTerminal("\"$BLOGSH\" cat post/plain.md", environment: environment),
        as: UTF8.self)
      #expect(plain == "$ cat post/plain.md\r\n\r\nPlain\r\n\r\n\r\nsome soft words\r\n")
    }
    let never = try folder.atTerminal("\"$BLOGSH\" cat --color never post/plain.md")
    #expect(String(decoding: never, as: UTF8.self).hasSuffix("some soft words\r\n"))
  }

  @Test func `at a terminal, names are in columns and paragraphs are wrapped`() throws {
    for name in ["one", "two", "three four"] { try folder.write("archive/post/\(name).md", "x\n") }
    #expect(
      String(decoding: try folder.atTerminal("\"$BLOGSH\" ls post"), as: UTF8.self)
        == "one.md  plain.md  'three four.md'  two.md\r\n")
    try folder.write(
      "archive/post/long.md", "# L\n\n" + String(repeating: "word ", count: 30) + "\n")
    let shown = String(
      decoding: try folder.atTerminal("\"$BLOGSH\" cat post/long.md", environment: "NO_COLOR=1"),
      as: UTF8.self)
    #expect(shown.split(separator: "\r\n").allSatisfy { $0.count <= 60 })
    #expect(shown.contains("word word"))
  }

  @Test func `an archive is not written to a terminal`() throws {
    let shown = try folder.atTerminal("\"$BLOGSH\" pack -o - --format tar", status: 2)
    #expect(shown.count < 200 && String(decoding: shown, as: UTF8.self).contains("blogsh: "))
  }
}
