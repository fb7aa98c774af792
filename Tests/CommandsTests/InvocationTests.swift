import ArgumentParser
import Testing

@testable import Commands

@Suite struct InvocationTests {
  static var vocabulary: Vocabulary { .commandLine { false } }

  @Test func `cat with only paths is the same with and without the parser`() throws {
    let words = ["post/a.md", "b c.md"]
    let direct = try #require(try Invocation(["cat"] + words, Self.vocabulary).work as? PostShowing)
    let parsed = try Cat.parse(words)
    #expect(direct == parsed.showing)
    #expect(try Invocation(["cat"] + words, Self.vocabulary).color == parsed.colorOptions.color)
  }

  @Test(arguments: [
    (["-C", "x.tar", "ls", "-l"], "x.tar"), (["-Cx.tar", "ls"], "x.tar"), (["ls"], nil),
    (["-C", "a", "-C", "b", "cat", "p"], "b"), (["-C", "-", "cat", "p"], "-"),
  ])
  func `the option -C names the collection`(words: [String], collection: String?) throws {
    #expect(try Invocation(words, Self.vocabulary).collection == collection)
  }

  @Test(arguments: [
    ["nope"], ["cat"], ["cat", "--nope", "p"], ["ls", "-C", "x"], ["--raw", "cat", "p"],
    ["cat", "--raw", "--body", "p"], ["-C"], ["head", "-n", "x", "p"], [], ["-C", "x"],
    ["--json"], ["--version", "ls"], ["-C", "x", "-V"], ["find", "-depth"], ["find", "-empty"],
    ["help", "nope"], ["-C", "x", "help", "nope"], ["help", "cat", "nope"],
  ])
  func `an invalid command line is reported as wrong usage in one line`(words: [String]) {
    guard case .failure(.wrongUsage(let sentence)) = answer(to: words) else {
      Issue.record("was understood")
      return
    }
    #expect(!sentence.isEmpty && !sentence.contains("\n"))
  }

  @Test(arguments: [
    (["cat", "--json", "p"], "--json", "cat"), (["tree", "-c", "x"], "-c", "tree"),
    (["edit", "p", "-c", "x"], "-c", "edit"), (["cat", "-c", "-C", "x", "p"], "-C", "cat"),
  ])
  func `an option of the program after a command is refused as one that the command lacks`(
    words: [String], option: String, command: String
  ) {
    guard case .failure(.wrongUsage(let sentence)) = answer(to: words) else {
      Issue.record("was understood")
      return
    }
    #expect(
      sentence.hasPrefix("no such option: \(option)") && sentence.contains(command)
        || option == "-C" && sentence.hasPrefix("-C goes before the command"), "\(sentence)")
  }

  @Test(arguments: [
    (["-c", "pwd"], "pwd"), (["-ec", "pwd"], "pwd"), (["-e", "-c", "pwd"], "pwd"),
    (["-C", "x", "-c", "pwd"], "pwd"),
  ])
  func `the options of sh are those of the shell`(words: [String], commands: String) throws {
    let shell = try #require(try Invocation(words, Self.vocabulary).work as? ShellCommand)
    #expect(shell.commands == commands && shell.stopAtFailure == words[0].contains("e"))
  }

  @Test(arguments: [
    ["--help"], ["help"], ["cat", "--help"], ["help", "cat"], ["help", "help"], ["help", "limits"],
    ["ls", "--version"],
  ])
  func `a command line that asks for help gets text`(words: [String]) {
    guard case .failure(.text(let text)) = answer(to: words) else {
      Issue.record("was not answered with text")
      return
    }
    #expect(!text.isEmpty)
  }

  @Test(arguments: [["--version"], ["-V"], ["version"], ["-V", "--json"], ["version", "--json"]])
  func `the version is a command, and has its usual options`(words: [String]) throws {
    #expect(try Invocation(words, Self.vocabulary).work is VersionCommand)
  }

  @Test func `words after two dashes are paths`() throws {
    let command = try #require(
      try Invocation(["cat", "--", "--raw", "-x"], Self.vocabulary).work as? Cat)
    #expect(command.paths == ["--raw", "-x"] && !command.raw)
  }

  private func answer(to words: [String]) -> Result<Invocation, Invocation.Answer> {
    do throws(Invocation.Answer) {
      return .success(try Invocation(words, Self.vocabulary))
    } catch {
      return .failure(error)
    }
  }
}

@Suite struct ExitStatusTests {
  @Test(arguments: [
    (Commands.ExitStatus.done, Commands.ExitStatus.partial, Commands.ExitStatus.partial),
    (.partial, .no, .no),
    (.no, .trouble, .trouble), (.trouble, .partial, .trouble), (.done, .done, .done),
  ])
  func `two exit statuses combine to the worse one`(
    one: Commands.ExitStatus, other: Commands.ExitStatus, both: Commands.ExitStatus
  ) {
    #expect(one.combined(with: other) == both)
    #expect(other.combined(with: one) == both)
  }
}
