import ArgumentParser
import Terminal

struct Tail: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "tail", "Show the last lines of posts.",
    details: """
      -5 means -n 5. With a +, everything from that line or byte on is shown: -n +3 leaves out \
      two lines. Text in UTF-16 with a byte-order mark is shown in UTF-8, except with -c.
      """,
    examples: [
      "blogsh tail post/box-23.md",
      "blogsh tail -n +5 post/where-the-key-is.md",
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
      if length.sign == .plus {
        // The first line has the number 1, and so has that before it.
        var left = max(0, length.count - 1)
        return try pieces.read { piece in
          let start = left == 0 ? 0 : piece.end(after: &left, unit) ?? piece.count
          try session.console.write(piece.extracting(start...))
          return true
        }
      }
      var end = TextEnd(length.count, unit)
      try pieces.read {
        _ = end.append($0)
        return true
      }
      _ = end.takeRest()
      try session.console.write(end.bytes.span)
    }
  }
}
