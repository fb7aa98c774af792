import ArgumentParser
import Store
import Terminal

/// A command that shows a part of each post: `head` or `tail`.
protocol PartCommand: ReadingCommand, PathsCommand {
  var part: PartOptions { get set }

  /// Prints the part of a text that the options ask for.
  func show(_ text: inout TextPieces, on console: Console) throws
}

extension PartCommand {
  static var lettersWithValue: String { "nc" }
  static var optionOfNumber: String? { "-n" }

  var colorOptions: ColorOptions { part.colorOptions }

  var paths: [String] {
    get { part.paths }
    set { part.paths = newValue }
  }

  func run(in session: Session) throws {
    try part.forEachText(in: session) { try show(&$0, on: session.console) }
  }
}

/// The options and arguments of `head` and `tail`.
struct PartOptions: ParsableArguments {
  @Option(
    name: [.customShort("n", allowingJoined: true), .customLong("lines")], parsing: .unconditional,
    help: ArgumentHelp("Show this many lines; 10 by default.", valueName: "number"))
  private var lines: TextLength?

  @Option(
    name: [.customShort("c", allowingJoined: true), .customLong("bytes")], parsing: .unconditional,
    help: ArgumentHelp("Show this many bytes instead.", valueName: "number"))
  private var bytes: TextLength?

  @Flag(name: .shortAndLong, help: "Never show the names of the posts.")
  private var quiet = false

  @Flag(name: .shortAndLong, help: "Show the name even of a single post.")
  private var verbose = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The posts to show.", valueName: "path"))
  var paths: [String]

  var unit: TextUnit { bytes == nil ? .lines : .bytes }

  var length: TextLength { bytes ?? lines ?? TextLength(10) }

  /// Calls a closure with the text of each post, after its name is shown if there are several.
  func forEachText(
    in session: Session, _ body: (inout TextPieces) throws -> Void
  ) throws {
    var isFirst = true
    try session.forEachContent(of: paths) { reader, isAlone in
      if verbose || !isAlone && !quiet {
        if !isFirst { try session.console.write("\n".utf8.span) }
        try session.console.printLine { line in
          line.append(part: "==> ", as: .strong)
          line.append(namePart: session.names.name(of: reader.path).span, as: .strong)
          line.append(part: " <==", as: .strong)
        }
      }
      isFirst = false
      var pieces = TextPieces(reader, decodesUTF16: unit == .lines)
      try body(&pieces)
    }
  }
}

extension TextLength: ExpressibleByArgument {}
