import ArgumentParser
import Terminal

struct Head: PartCommand {
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

  @OptionGroup var part: PartOptions

  func show(_ text: inout TextPieces, on console: Console) throws {
    let (length, unit) = (part.length, part.unit)
    if length.sign == .minus {
      var end = TextEnd(length.count, unit)
      try text.read {
        try console.write(end.append($0).span)
        return true
      }
      return try console.write(end.takeRest().span)
    }
    var left = length.count
    guard left > 0 else { return }
    try text.read { piece in
      let end = piece.end(after: &left, unit)
      try console.write(piece.extracting(..<(end ?? piece.count)))
      return end == nil
    }
  }
}
