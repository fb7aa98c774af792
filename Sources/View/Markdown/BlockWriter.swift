import Markdown
import Posts

/// Writes the blocks of a parsed document.
///
/// It follows the links between the tree's nodes instead of calling itself, so that no document is
/// nested too deeply for the stack.
struct BlockWriter {
  private let layout: Layout
  private let reader: InlineReader
  private let notes: LinkNotes
  private var writer = LineWriter()
  private var lists: [List] = []
  /// The number of the last footnote that was written.
  private var footnotes = 0

  /// A list that is being written.
  private struct List {
    /// The number of the next item; nil for bullets.
    var number: Int?
    var numberEnd: String
    var isTight: Bool

    mutating func nextMarker() -> String {
      guard let number else { return "- " }
      self.number = number + 1
      return "\(number)\(numberEnd) "
    }
  }

  /// - Parameter notes: The addresses to list at the end of the page.
  init(layout: Layout, notes: LinkNotes, marks: ParserMarks) {
    self.layout = layout
    self.notes = notes
    reader = InlineReader(links: OpenLinks(layout.links, notes: notes), marks: marks)
  }

  /// Returns the lines written since the last call.
  mutating func take() -> [StyledLine] {
    writer.take()
  }

  /// Writes the addresses that links refer to by numbers.
  mutating func writeNotes() {
    for line in notes.lines { writer.write(line) }
  }

  /// Writes a block, or opens it if it holds others, and closes all blocks that end there.
  ///
  /// - Returns: The block to write next.
  mutating func write(_ block: MarkdownNode, below root: MarkdownNode) -> MarkdownNode? {
    if open(block), let child = block.firstChild { return child }
    var block = block
    while true {
      close(block)
      if let next = block.next { return next }
      guard let parent = block.parent, parent != root else { return nil }
      block = parent
    }
  }

  /// Begins a block; returns whether it holds blocks that are to be written.
  private mutating func open(_ block: MarkdownNode) -> Bool {
    switch block.kind {
    case .quote:
      writer.openQuote()
      return true
    case .list:
      lists.append(
        List(
          number: block.isOrdered ? block.firstNumber : nil, numberEnd: block.numberEnd,
          isTight: block.isTight))
      return true
    case .item:
      openItem(block)
      return true
    case .footnote:
      footnotes += 1
      writer.openItem(marker: "[\(footnotes)] ", isTight: false)
      return true
    case .paragraph: writeText(of: block, style: [])
    case .heading: writeText(of: block, style: .heading(block.headingLevel))
    case .code: writeCode(block)
    case .html:
      writer.write(html: reader.literal(block), layout: layout, links: reader.links)
    case .thematicBreak: writer.breakTheme(ruled: width ?? Self.widthOfRule)
    case .table: writeTable(block)
    default: break
    }
    return false
  }

  /// Ends a block that holds others.
  private mutating func close(_ block: MarkdownNode) {
    switch block.kind {
    case .quote, .footnote: writer.close()
    case .item: writer.close(emptyLines: lists.last?.isTight == true ? 0 : 1)
    case .list:
      lists.removeLast()
      writer.endBlock()
    default: break
    }
  }

  private mutating func openItem(_ item: MarkdownNode) {
    guard let last = lists.indices.last else { return }
    var marker = lists[last].nextMarker()
    if let isDone = item.isDone { marker += isDone ? "[x] " : "[ ] " }
    writer.openItem(marker: marker, isTight: lists[last].isTight)
  }

  /// The width that is left beside the prefix of each line; nil if nothing is wrapped.
  private var width: Int? { layout.width.map { max(1, $0 - writer.indent) } }

  /// The width of a rule where nothing is wrapped.
  private static let widthOfRule = 40

  private mutating func writeText(of block: MarkdownNode, style: Style) {
    let text = reader.text(of: block, style: style)
    let lines = text.wrapped(to: width)
    guard !lines.isEmpty else { return }
    for line in lines { writer.write(line) }
    writer.endBlock()
  }

  private mutating func writeCode(_ block: MarkdownNode) {
    let isBlank: (StyledLine) -> Bool = { $0.text.utf8.allSatisfy(\.isWhiteSpace) }
    var lines = textLines(reader.literal(block).span).drop(while: isBlank)
    while lines.last.map(isBlank) == true { lines.removeLast() }
    guard !lines.isEmpty else { return }
    for line in lines {
      writer.write(
        isBlank(line) ? StyledLine() : StyledLine([.init("    "), .init(line.text, style: .code)]))
    }
    writer.endBlock()
  }

  private mutating func writeTable(_ table: MarkdownNode) {
    var rows: [[StyledText]] = []
    var row = table.firstChild
    while let current = row {
      var cells: [StyledText] = []
      var cell = current.firstChild
      while let content = cell {
        cells.append(reader.text(of: content))
        cell = content.next
      }
      rows.append(cells)
      row = current.next
    }
    for line in tableLines(rows, alignments: table.alignments, width: width) {
      writer.write(line)
    }
    writer.endBlock()
  }
}
