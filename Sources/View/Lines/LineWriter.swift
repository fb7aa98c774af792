/// Lays blocks out under one another: quotes and list items put something before each of their
/// lines, and empty lines stand between blocks.
struct LineWriter {
  /// The lines written and not yet taken.
  private var lines: [StyledLine] = []
  private var containers: [Container] = []
  /// The columns before each line.
  private(set) var indent = 0
  /// Whether the page has a line.
  private var isStarted = false
  /// How many empty lines the next line brings with it.
  private var gap = 0
  /// How many of the containers those empty lines lie in.
  private var gapDepth = 0

  /// What stands around blocks: a quote, an item of a list, a footnote.
  private struct Container {
    /// What stands before the first line.
    var first: String
    /// What stands before the others, as wide.
    var rest: String
    var width: Int
    /// Whether its blocks stand under one another without empty lines.
    var isTight: Bool
    var isStarted = false

    var prefix: String { isStarted ? rest : first }
  }

  /// Hands over the lines written since the last call.
  mutating func take() -> [StyledLine] {
    defer { lines.removeAll(keepingCapacity: true) }
    return lines
  }

  /// Opens a quote.
  mutating func openQuote() {
    open(Container(first: "> ", rest: "> ", width: 2, isTight: false))
  }

  /// Opens what has a marker before its first line, and is indented below it.
  ///
  /// - Parameter marker: ASCII, with the space that ends it.
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
  /// - Parameter emptyLines: The empty lines after it; `nil` asks for what its surroundings have
  ///   between blocks.
  mutating func close(emptyLines: Int? = nil) {
    if containers.last?.isStarted == false { write(StyledLine()) }
    indent -= containers.removeLast().width
    endBlock()
    if let emptyLines { gap = emptyLines }
  }

  /// Says that the block written last is complete.
  ///
  /// - Parameter isParagraph: Whether an empty line may follow; a tight container has none anyway.
  mutating func endBlock(isParagraph: Bool = true) {
    gap = isParagraph && containers.last?.isTight != true ? 1 : 0
    gapDepth = containers.count
  }

  /// Puts the mark of a thematic break between two blocks: a second empty line.
  mutating func breakTheme() {
    guard containers.last?.isStarted ?? isStarted else { return }
    gap = 2
    gapDepth = containers.count
  }

  /// Writes a line, with the empty lines due before it.
  mutating func write(_ line: StyledLine) {
    if isStarted {
      for _ in 0..<gap { append(StyledLine(), depth: gapDepth) }
    }
    gap = 0
    append(line, depth: containers.count)
    isStarted = true
    for index in containers.indices.reversed() {
      if containers[index].isStarted { break }
      containers[index].isStarted = true
    }
  }

  /// Adds a line that stands in the outermost containers.
  private mutating func append(_ line: StyledLine, depth: Int) {
    var prefix = ""
    for container in containers[..<depth] { prefix += container.prefix }
    if line.spans.isEmpty {
      while prefix.utf8.last == Byte.space { prefix.removeLast() }
    }
    lines.append(StyledLine([StyledLine.Span(prefix)] + line.spans))
  }
}
