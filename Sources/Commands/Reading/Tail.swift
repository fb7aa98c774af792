import ArgumentParser
import Terminal

struct Tail: PartCommand {
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

  @OptionGroup var part: PartOptions

  func show(_ text: inout TextPieces, on console: Console) throws {
    let (length, unit) = (part.length, part.unit)
    if length.sign == .plus {
      // The first line has the number 1, and so has that before it.
      var left = max(0, length.count - 1)
      return try text.read { piece in
        let start = left == 0 ? 0 : piece.end(after: &left, unit) ?? piece.count
        try console.write(piece.extracting(start...))
        return true
      }
    }
    var end = TextEnd(length.count, unit)
    try text.read {
      _ = end.append($0)
      return true
    }
    _ = end.takeRest()
    try console.write(end.bytes.span)
  }
}
