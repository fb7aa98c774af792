import Files
import Posts
import Search
import Terminal

@testable import Commands

/// Takes the input for a line that is typed into a shell, and for a name that is quoted for a
/// shell.
enum ShellWordsTarget {
  static func run(_ input: [UInt8]) throws(Finding) {
    _ = ShellParser.parse(input)
    for dialect in ShellDialect.allCases {
      let line = ShellLine(
        input, in: dialect, environment: Environment(["HOME": "/home/a", "A": "b c"]))
      try require(!line.words.isEmpty, "a line has no word to be completed")
    }
    guard !input.contains(0) else { return }
    let quoted = ShellQuoting.quoted(input)
    try require(Sanitizer.line(quoted) == quoted, "a quoted name changes when it is printed")
    let lexed = ShellLexer.tokens(of: Array(quoted.utf8))
    try require(lexed.open == nil, "a quoted name has an open quote")
    guard lexed.tokens.count == 1, case .word(let word) = lexed.tokens[0].kind else {
      throw Finding(description: "a quoted name is not one word")
    }
    try require(word.bytes == input, "a quoted name is another name")
    try require(!word.isGlob, "a quoted name is a pattern")
    let text = ArgumentText.text(of: input)
    try require(ArgumentText.bytes(of: text) == input, "an argument is another argument")
  }
}

/// Takes the input for a path or a pattern and, after the first NUL, a text to compare it with.
enum PathsTarget {
  static func run(_ input: [UInt8]) throws(Finding) {
    let parts = input.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let first = Array(parts[0])
    let second = parts.count > 1 ? Array(parts[1]) : []
    try runMember(first)
    try runArgument(first, below: second)
    try runPatterns(first, in: second)
  }

  private static func runMember(_ name: [UInt8]) throws(Finding) {
    guard let path = try? Path(member: name) else { return }
    if path.isRoot { return }
    try require(
      path.components.allSatisfy { !$0.isEmpty && !$0.elementsEqual([0x2E]) },
      "a component is empty or a dot")
    try require(
      path.components.allSatisfy { !$0.elementsEqual([0x2E, 0x2E]) }, "a path leads upwards")
    try require(path.bytes.first != 0x2F && path.bytes.last != 0x2F, "a path is not relative")
    try require((try? Path(member: path.bytes)) == path, "a path differs when it is read again")
    let joined = path.parent.appending(component: path.lastComponent)
    try require(joined == path, "a path is not its folder with its name")
  }

  private static func runArgument(_ argument: [UInt8], below other: [UInt8]) throws(Finding) {
    guard let base = try? Path(member: other),
      let path = try? Path(argument: argument, below: base)
    else { return }
    try require(
      path.components.allSatisfy { !$0.elementsEqual([0x2E, 0x2E]) && !$0.isEmpty },
      "an argument leads out of the collection")
    let absolute = [0x2F] + path.bytes
    try require(
      (try? Path(argument: absolute, below: base)) == path, "a path from the root differs")
  }

  private static func runPatterns(_ pattern: [UInt8], in text: [UInt8]) throws(Finding) {
    if let glob = try? Glob(pattern), let matches = try? glob.matches(text) {
      // A pattern without special characters matches nothing but itself.
      if !pattern.contains(where: { "*?[\\".utf8.contains($0) }),
        !text.isEmpty, String(validating: pattern, as: UTF8.self) != nil
      {
        try require(matches == (pattern == text), "a plain glob matches another text")
      }
    }
    for syntax in [Query.Syntax.fixed, .expression] {
      var query = Query([pattern])
      query.syntax = syntax
      guard let compiled = try? CompiledQuery(query), let searcher = try? Searcher(compiled) else {
        continue
      }
      let found = text.withUnsafeBytes { text in
        do throws(Finding) {
          try search(searcher, text)
          return nil as Finding?
        } catch {
          return error
        }
      }
      if let found { throw found }
    }
  }

  private static func search(
    _ searcher: Searcher, _ text: UnsafeRawBufferPointer
  ) throws(Finding) {
    var lines = searcher.lines(of: text)
    var end = 0
    while let line = try? lines.next() {
      try require(
        line.lowerBound >= end && line.upperBound <= text.count, "a line is outside the text")
      try require(!text[line].contains(0x0A), "a line contains a line end")
      end = line.upperBound
      for match in (try? searcher.matches(in: text, line: line)) ?? [] {
        try require(match.clamped(to: line) == match, "a match is outside its line")
      }
    }
  }
}
