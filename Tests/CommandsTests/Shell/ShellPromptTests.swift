import Posts
import Terminal
import TerminalSupport
import TestSupport
import Testing

@testable import Commands

/// The prompt of the shell.
struct ShellPromptTests {
  private func prompt(
    _ collection: String?, _ path: String = "", environment: Environment = Screen.xterm,
    width: Int = 80
  ) throws -> String {
    let screen = try Screen(terminal: true, environment: environment, width: width)
    return ShellPrompt(of: collection, on: screen.console)
      .text(at: Path(uncheckedBytes: path.bytes))
  }

  private static let plain: Environment = ["TERM": "xterm", "NO_COLOR": "1"]

  @Test(arguments: [
    ("archive", "", "archive $ "), ("archive", "post", "archive post $ "),
    ("archive/", "", "archive $ "), ("/var/blog/archive", "a/b", "archive a/b $ "),
    ("../blog.tar.zst", "post", "blog.tar.zst post $ "), ("/", "", "/ $ "), ("-", "", "- $ "),
    ("b/h.tar.zst@4", "post", "h.tar.zst@4 post $ "), ("h.tar@-2", "", "h.tar@-2 $ "),
    ("h.tar@2026-11-01T18:00", "", "h.tar@2026-11-01T18:00 $ "), ("me@home", "", "me@home $ "),
    ("my blog", "two words", "'my blog' 'two words' $ "), ("", "", "$ "),
    ("my blog.tar@3", "", "'my blog.tar'@3 $ "),
    ("\u{1B}]0;x\u{7}", "a\u{202E}\nb", "$'\\033]0;x\\007' $'a\\342\\200\\256\\nb' $ "),
    ("箱", "буркани", "箱 буркани $ "),
  ])
  func `it names the collection and the working path`(
    collection: String, path: String, prompt: String
  ) throws {
    #expect(try self.prompt(collection, path, environment: Self.plain) == prompt)
  }

  @Test func `it has styles only where they are shown`() throws {
    #expect(
      try prompt("h.tar@4", "post")
        == "\u{1B}[1mh.tar\u{1B}[0m\u{1B}[33m@4\u{1B}[0m \u{1B}[1;34mpost\u{1B}[0m $ ")
    #expect(try prompt("h.tar@4", "post", environment: ["TERM": "dumb"]) == "h.tar@4 post $ ")
    #expect(try prompt(nil) == "$ ")
  }

  @Test(arguments: [
    ("a-very-long-name-of-an-archive.tar.zst", "", "a-very-long-n… $ "),
    ("a", "post/letters/2024/may", "a …/2024/may $ "),
    ("a", "post/a-folder-with-a-long-name", "a …/a-folder-wi… $ "),
    ("a", "箱箱箱箱箱箱箱箱箱箱", "a 箱箱箱箱箱箱… $ "),
  ])
  func `long names leave room for a line`(
    collection: String, path: String, prompt: String
  ) throws {
    #expect(try self.prompt(collection, path, environment: Self.plain, width: 42) == prompt)
  }

  @Test func `marks are of ASCII where the locale has nothing else`() throws {
    #expect(
      try prompt(
        "é", "post/folder/somewhere", environment: ["LC_ALL": "C", "TERM": "dumb"], width: 40)
        == "$'\\303\\251' .../somewhere $ ")
  }
}
