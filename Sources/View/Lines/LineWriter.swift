import Posts

/// Lays out blocks below one another: quotes and list items put a prefix before each of their
/// lines, and blocks have empty lines between them.
struct LineWriter {
  /// The lines that are written and not yet taken.
  private var lines: [StyledLine] = []
  private var containers: [Container] = []
  /// The width of the prefix of each line, in columns.
  private(set) var indent = 0
  /// Whether the page has a line.
  private var isStarted = false
  /// The number of empty lines to write before the next line.
  private var gap = 0
  /// The number of containers, from the outermost in, that hold those empty lines.
  private var gapDepth = 0
  /// The width of the rule that is drawn in the first of those empty lines; nil for no rule.
  private var rule: Int?

  /// A container of blocks: a quote, an item of a list, a footnote.
  private struct Container {
    /// The prefix of the first line.
    var first: String
    /// The prefix of the other lines, of the same width.
    var rest: String
    var width: Int
    /// Whether its blocks follow one another without empty lines.
    var isTight: Bool
    var isStarted = false

    var prefix: String { isStarted ? rest : first }
  }

  /// Returns the lines written since the last call.
  mutating func take() -> [StyledLine] {
    defer { lines.removeAll(keepingCapacity: true) }
    return lines
  }

  /// Opens a quote.
  mutating func openQuote() {
    open(Container(first: "> ", rest: "> ", width: 2, isTight: false))
  }

  /// Opens a container that has a marker before its first line and an indent before the others.
  ///
  /// - Parameter marker: ASCII, with a space at the end.
  mutating func openItem(marker: String, isTight: Bool) {
    let width = marker.utf8.count
    open(
      Container(
        first: marker, rest: String(repeating: " ", count: width), width: width, isTight: isTight))
  }

  private mutating func open(_ container: Container) {
    containers.append(container)
    indent += container.width
  }

  /// Closes the innermost container; one without a line shows its marker alone.
  ///
  /// - Parameter emptyLines: The number of empty lines after it; nil for the usual number between
  ///   blocks in the container around it.
  mutating func close(emptyLines: Int? = nil) {
    if containers.last?.isStarted == false { write(StyledLine()) }
    indent -= containers.removeLast().width
    endBlock()
    if let emptyLines { gap = emptyLines }
  }

  /// Ends the block that was written last.
  ///
  /// - Parameter isParagraph: Whether an empty line may follow; in a tight container none does.
  mutating func endBlock(isParagraph: Bool = true) {
    gap = isParagraph && containers.last?.isTight != true ? 1 : 0
    gapDepth = containers.count
  }

  /// Marks a thematic break between two blocks by a second empty line.
  ///
  /// - Parameter width: The width of the rule that a terminal shows there.
  mutating func breakTheme(ruled width: Int) {
    guard containers.last?.isStarted ?? isStarted else { return }
    gap = 2
    gapDepth = containers.count
    rule = width
  }

  /// Writes a line, after the empty lines that are due before it.
  mutating func write(_ line: StyledLine) {
    if isStarted {
      for index in 0..<gap {
        append(StyledLine(rule: index == 0 ? rule : nil), depth: gapDepth)
      }
    }
    gap = 0
    rule = nil
    append(line, depth: containers.count)
    isStarted = true
    for index in containers.indices.reversed() {
      if containers[index].isStarted { break }
      containers[index].isStarted = true
    }
  }

  /// Adds a line with the prefixes of the outermost `depth` containers.
  private mutating func append(_ line: StyledLine, depth: Int) {
    var prefix = ""
    for container in containers[..<depth] { prefix += container.prefix }
    if line.spans.isEmpty {
      while prefix.utf8.last == .space { prefix.removeLast() }
    }
    lines.append(StyledLine([StyledLine.Span(prefix)] + line.spans, rule: line.rule))
  }
}
