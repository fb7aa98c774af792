import ArgumentParser
import Entries
import Posts
import Store
import Terminal

struct Head: ReadingCommand, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "head", "Show the first lines of posts, front matter included.",
    details: """
      -5 means -n 5. With a negative number, all but that many are shown. Text in UTF-16 with a \
      byte-order mark is shown in UTF-8, except with -c.
      """,
    examples: [
      "blogsh head post/box-23.md",
      "blogsh head -n 3 -q post/box-23.md post/where-the-key-is.md",
    ])

  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("lines")], parsing: .unconditional,
    help: ArgumentHelp("Show this many lines.", valueName: "lines"))
  var lines = 10

  @Option(
    name: [.customShort("c", allowingJoined: true), .customLong("bytes")], parsing: .unconditional,
    help: ArgumentHelp("Show this many bytes instead.", valueName: "bytes"))
  var bytes: Int?

  @Flag(name: .customShort("q"), help: "Never show the names of the posts.")
  var quiet = false

  @Flag(name: .customShort("v"), help: "Show the name even of a single post.")
  var verbose = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The posts to show.", valueName: "path"))
  var paths: [String]

  static func words(fromTyped words: [String]) -> [String] {
    self.words(words, withNumberAs: "-n", exceptAfter: "nc")
  }

  func run(in session: Session) throws {
    let paths = try session.paths(paths)
    let contents = try session.collection().contents(of: paths, context: session.context())
    let showsNames = verbose || (paths.count > 1 && !quiet)
    var isFirst = true
    for path in paths {
      do {
        let reader = try contents.reader(for: path)
        if showsNames {
          if !isFirst { try session.console.write("\n".utf8.span) }
          try session.console.printLine { line in
            line.append(part: "==> ", as: .strong)
            line.append(namePart: session.names.name(of: path).span, as: .strong)
            line.append(part: " <==", as: .strong)
          }
        }
        isFirst = false
        try show(reader, on: session.console)
      } catch let error as StoreError {
        session.fail(error)
      }
    }
  }

  private func show(_ reader: ContentReader, on console: Console) throws {
    if bytes ?? lines < 0 { return try showAllButEnd(of: reader, on: console) }
    if let bytes { return try show(bytes: bytes, of: reader, on: console) }
    guard lines > 0 else { return }
    var linesLeft = lines
    var pieces = TextPieces(reader)
    try pieces.read { piece in
      let end = Self.end(ofLine: &linesLeft, in: piece)
      try console.write(piece.extracting(..<(end ?? piece.count)))
      return end == nil
    }
  }

  private func show(bytes: Int, of reader: ContentReader, on console: Console) throws {
    var bytesLeft = bytes
    while bytesLeft > 0, let piece = unsafe try reader.next() {
      let shown = unsafe piece.bindMemory(to: UInt8.self).span.extracting(first: bytesLeft)
      bytesLeft -= shown.count
      try console.write(shown)
    }
  }

  /// Shows all but the last lines or bytes.
  private func showAllButEnd(of reader: ContentReader, on console: Console) throws {
    var content = try reader.all(limit: Self.largestPost)
    if bytes == nil { content = content.decodedFromUTF16 ?? content }
    var end = content.count
    if let bytes {
      end = max(0, end - Int(clamping: bytes.magnitude))
    } else {
      for _ in 0..<lines.magnitude where end > 0 {
        end = content[..<(end - 1)].lastIndex(of: .newline).map { $0 + 1 } ?? 0
      }
    }
    try console.write(content.span.extracting(..<end))
  }

  /// The largest size of a post whose end is left out, in bytes, since it is read as a whole.
  private static let largestPost = 64 * 1_048_576

  /// Returns the end of the last line to show if it is in `piece`, and counts down the lines left.
  private static func end(
    ofLine linesLeft: inout Int, in piece: ByteSpan
  ) -> Int? {
    for index in piece.indices where piece[index] == UInt8(ascii: "\n") {
      linesLeft -= 1
      if linesLeft == 0 { return index + 1 }
    }
    return nil
  }
}
