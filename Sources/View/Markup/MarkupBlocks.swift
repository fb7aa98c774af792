import Markdown
import Posts

/// Writes the blocks of a parsed document as HTML.
///
/// Like `BlockWriter`, it follows the links between the tree's nodes instead of calling itself.
struct MarkupBlocks {
  private var elements = OpenElements()
  private var inlines: MarkupInlines
  private let reader: InlineReader
  private let marks: ParserMarks
  /// The ends of the `id`s of headings, with the number of headings that asked for each.
  private var names: [String: Int] = [:]
  /// The number of the last footnote that was written.
  private var footnotes = 0

  /// - Parameter marks: The marks that the parsed text has.
  init(links: LinkResolver, marks: ParserMarks) {
    self.marks = marks
    inlines = MarkupInlines(links: links, marks: marks)
    reader = InlineReader(links: OpenLinks(.omitted), marks: marks)
  }

  /// Writes the blocks from one on.
  mutating func write(_ first: MarkdownNode?, below root: MarkdownNode) {
    var block = first
    while let current = block { block = write(current, below: root) }
  }

  /// Writes HTML that is no part of Markdown.
  mutating func write(html: [UInt8]) {
    inlines.write(html: html, to: &elements)
  }

  /// Writes text that is shown as it is.
  mutating func write(lines: [StyledLine]) {
    elements.begin(.pre, [.class: "text", .dir: "auto"])
    writeLines(lines[...])
    elements.end()
  }

  /// Ends everything that is open, and returns the markup.
  mutating func finish() -> MarkupWriter {
    elements.endAll()
    return elements.writer
  }

  /// Writes a block, or opens it if it holds others, and closes all blocks that end there.
  ///
  /// - Returns: The block to write next.
  private mutating func write(_ block: MarkdownNode, below root: MarkdownNode) -> MarkdownNode? {
    if open(block), let child = block.firstChild { return child }
    var block = block
    while true {
      if block.holdsBlocks { elements.end() }
      if let next = block.next { return next }
      guard let parent = block.parent, parent != root else { return nil }
      block = parent
    }
  }

  /// Begins a block; returns whether it holds blocks that are to be written.
  private mutating func open(_ block: MarkdownNode) -> Bool {
    switch block.kind {
    case .quote: elements.begin(.blockquote)
    case .list where block.isOrdered:
      elements.begin(.ol, block.firstNumber == 1 ? [:] : [.start: String(block.firstNumber)])
    case .list: elements.begin(.ul)
    case .item: openItem(block)
    case .footnote:
      footnotes += 1
      elements.begin(.aside, [.id: "note-\(footnotes)", .class: "note", .role: "note"])
      elements.begin(.p)
      elements.begin(.a, [.href: "#ref-\(footnotes)", .label: "Back from note \(footnotes)"])
      elements.text("[\(footnotes)]")
      elements.end()
      elements.end()
    case .paragraph: writeParagraph(block)
    case .heading: writeHeading(block)
    case .code: writeCode(block)
    case .html: write(html: marks.removed(from: block.literal))
    case .thematicBreak: elements.empty(.hr)
    case .table: writeTable(block)
    default: break
    }
    return block.holdsBlocks
  }

  private mutating func openItem(_ item: MarkdownNode) {
    elements.begin(.li, [.dir: "auto"])
    guard let isDone = item.isDone else { return }
    elements.begin(.span, [.role: "img", .label: isDone ? "done" : "to do"])
    elements.text(isDone ? "[x]" : "[ ]")
    elements.end()
    elements.text(" ")
  }

  private mutating func writeParagraph(_ block: MarkdownNode) {
    let isInTightList = block.parent?.kind == .item && block.parent?.parent?.isTight == true
    // A mere comment is no paragraph.
    guard !block.holdsOnlyTags || !reader.text(of: block).isEmpty || inlines.shows(block) else {
      return
    }
    if isInTightList { elements.begin(nil) } else { elements.begin(.p, [.dir: "auto"]) }
    inlines.write(block, to: &elements)
    elements.end()
  }

  private mutating func writeHeading(_ block: MarkdownNode) {
    let text = reader.text(of: block).joined().text
    guard !text.isEmpty else { return }
    let name = HeadingName.of(text)
    let count = names[name, default: 0]
    names[name] = count + 1
    let id = LinkResolver.headingPrefix + name + (count == 0 ? "" : "-\(count)")
    elements.begin(.heading(block.headingLevel + 1), [.id: id, .dir: "auto"])
    inlines.write(block, to: &elements)
    elements.end()
  }

  // MARK: Code

  private mutating func writeCode(_ block: MarkdownNode) {
    let isBlank: (StyledLine) -> Bool = { $0.text.utf8.allSatisfy(\.isWhiteSpace) }
    var lines = textLines(marks.removed(from: block.literal).span).drop(while: isBlank)
    while lines.last.map(isBlank) == true { lines.removeLast() }
    guard !lines.isEmpty else { return }
    // A block that scrolls must be within reach of the keyboard, and no other.
    if lines.contains(where: { displayWidth(of: $0.text) > Self.widthOfPhone }) {
      elements.begin(.pre, [.dir: "ltr", .tabindex: "0", .role: "region", .label: "Code"])
    } else {
      elements.begin(.pre, [.dir: "ltr"])
    }
    let language = self.language(of: block)
    elements.begin(.code, language.isEmpty ? [:] : [.class: "language-\(language)"])
    writeLines(lines)
    elements.end()
    elements.end()
  }

  private mutating func writeLines(_ lines: ArraySlice<StyledLine>) {
    for line in lines { elements.text(line.text + "\n", showsControls: true) }
  }

  /// Returns the first word after a fence, if it can be the name of a language.
  private func language(of block: MarkdownNode) -> String {
    let word = marks.removed(from: block.fenceInfo).drop { $0 == .dot || $0 == .openBrace }.prefix {
      $0.isLetter || $0.isDigit || "+#-_".utf8.contains($0)
    }
    return String(decoding: word.prefix(32), as: UTF8.self)
  }

  /// The number of columns that a narrow screen shows.
  private static let widthOfPhone = 36

  // MARK: Tables

  private mutating func writeTable(_ table: MarkdownNode) {
    let alignments = table.alignments
    let isWide = table.children.contains { row in
      row.children.reduce(0) { $0 + displayWidth(of: reader.text(of: $1).joined().text) + 2 }
        > Self.widthOfPhone
    }
    if isWide {
      elements.begin(
        .div, [.class: "wide", .tabindex: "0", .role: "region", .label: "Table"])
    } else {
      elements.begin(nil)
    }
    elements.begin(.table)
    for (number, row) in table.children.enumerated() {
      let isHead = number == 0
      if isHead, row.children.allSatisfy({ reader.text(of: $0).isEmpty }) { continue }
      elements.begin(isHead ? Element.thead : nil)
      elements.begin(.tr)
      for (column, cell) in row.children.enumerated() {
        let alignment = column < alignments.count ? alignments[column] : .left
        beginCell(isHead: isHead, alignment)
        inlines.write(cell, to: &elements)
        elements.end()
      }
      elements.end()
      elements.end()
    }
    elements.end()
    elements.end()
  }

  private mutating func beginCell(isHead: Bool, _ alignment: MarkdownNode.Alignment) {
    let name =
      switch alignment {
      case .left: ""
      case .center: "center"
      case .right: "right"
      }
    switch (isHead, name.isEmpty) {
    case (true, true): elements.begin(.th, [.scope: "col", .dir: "auto"])
    case (true, false): elements.begin(.th, [.scope: "col", .class: name, .dir: "auto"])
    case (false, true): elements.begin(.td, [.dir: "auto"])
    case (false, false): elements.begin(.td, [.class: name, .dir: "auto"])
    }
  }
}

extension MarkdownNode {
  /// Whether this is a block that opens an element around other blocks.
  fileprivate var holdsBlocks: Bool {
    switch kind {
    case .quote, .list, .item, .footnote: true
    default: false
    }
  }

  /// Whether everything in a paragraph is tags of HTML.
  fileprivate var holdsOnlyTags: Bool {
    children.allSatisfy { $0.kind == .tag || $0.kind == .softBreak }
  }

  /// The children, from the first to the last.
  var children: [MarkdownNode] {
    var children: [MarkdownNode] = []
    var child = firstChild
    while let current = child {
      children.append(current)
      child = current.next
    }
    return children
  }
}

/// The name of a heading in addresses, as GitHub makes it of the heading's text.
package enum HeadingName {
  package static func of(_ text: String) -> String {
    var name = ""
    for scalar in text.lowercased().unicodeScalars {
      if scalar == " " || scalar == "-" {
        name += "-"
      } else if scalar == "_" || scalar.properties.isAlphabetic
        || scalar.properties.numericType != nil
      {
        name.unicodeScalars.append(scalar)
      }
    }
    return name
  }
}
