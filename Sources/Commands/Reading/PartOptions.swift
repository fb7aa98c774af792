import ArgumentParser
import Store
import Terminal

/// The options of `head` and `tail`.
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

  var unit: TextUnit { bytes == nil ? .lines : .bytes }

  var length: TextLength { bytes ?? lines ?? TextLength(10) }

  /// Shows a part of each post that words name, after its name if there are several.
  ///
  /// - Parameter show: prints the part of a text.
  func show(
    _ words: [String], in session: Session, by show: (inout TextPieces) throws -> Void
  ) throws {
    var isFirst = true
    try session.forEachContent(of: words) { reader, isAlone in
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
      try show(&pieces)
    }
  }
}

extension TextLength: ExpressibleByArgument {}
