import ArgumentParser
import Terminal

struct Head: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "head", "Show the first lines of posts.",
    details: """
      -5 means -n 5. With a negative number, all but that many are shown. Text in UTF-16 with a \
      byte-order mark is shown in UTF-8, except with -c.
      """,
    examples: [
      "blogsh head post/box-23.md",
      "blogsh head -n 3 -q post/box-23.md post/where-the-key-is.md",
    ])

  @OptionGroup var options: PartOptions

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The posts to show.", valueName: "path"))
  var paths: [String]

  static func words(fromTyped words: [String]) -> [String] {
    self.words(words, withNumberAs: "-n", exceptAfter: "nc")
  }

  func run(in session: Session) throws {
    let (length, unit) = (options.length, options.unit)
    try options.show(paths, in: session) { pieces in
      if length.sign == .minus {
        var end = TextEnd(length.count, unit)
        try pieces.read {
          try session.console.write(end.append($0).span)
          return true
        }
        return try session.console.write(end.takeRest().span)
      }
      var left = length.count
      guard left > 0 else { return }
      try pieces.read { piece in
        let end = piece.end(after: &left, unit)
        try session.console.write(piece.extracting(..<(end ?? piece.count)))
        return end == nil
      }
    }
  }
}
