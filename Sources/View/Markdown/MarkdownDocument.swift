import Markdown
import Posts

/// A post's Markdown, parsed: CommonMark with GitHub's tables, strike-through, task lists and bare
/// links, and with footnotes.
package struct MarkdownDocument: ~Copyable {
  private let parsed: ParsedMarkdown
  /// The lines of a text that is not parsed.
  private let plainText: [StyledLine]

  /// Parses a text without its front matter.
  ///
  /// A text that is not parsed has no headings, and its lines are shown as they are.
  ///
  /// - Parameter isMDX: Whether the text is MDX, of which imports, exports and components are left
  ///   out.
  package init(_ bytes: Span<UInt8>, isMDX: Bool = false) {
    parsed = ParsedMarkdown(bytes, isMDX: isMDX)
    plainText = parsed.root == nil ? textLines(bytes) : []
  }

  /// Returns the text of the first block that shows anything if that is a heading, without parsing
  /// the rest.
  ///
  /// A heading ends before the first empty line. Only one that may hold a link needs the whole
  /// text, since the link's address may be defined further down.
  package static func leadingHeading(of bytes: Span<UInt8>, isMDX: Bool = false) -> String? {
    if let end = endOfFirstLines(of: bytes), end < bytes.count {
      let document = MarkdownDocument(bytes.extracting(..<end), isMDX: isMDX)
      if document.firstSeenBlock != nil {
        guard let heading = document.leadingHeading else { return nil }
        if !heading.utf8.contains(.openBracket) { return heading }
      }
    }
    return MarkdownDocument(bytes, isMDX: isMDX).leadingHeading
  }

  /// Returns the index of the first empty line after a line that is not empty; nil if there is
  /// none.
  private static func endOfFirstLines(of bytes: Span<UInt8>) -> Int? {
    var hasText = false
    var isEmptyLine = true
    for index in bytes.indices {
      switch bytes[index] {
      case .newline:
        if isEmptyLine, hasText { return index }
        isEmptyLine = true
      case .space, .tab, .carriageReturn: break
      default:
        isEmptyLine = false
        hasText = true
      }
    }
    return nil
  }

  /// The first block that is more than HTML without text, such as a comment or an anchor.
  private var firstSeenBlock: MarkdownNode? {
    var block = root?.firstChild
    while let current = block, !isSeen(current) { block = current.next }
    return block
  }

  private func isSeen(_ block: MarkdownNode) -> Bool {
    switch block.kind {
    case .html:
      var reader = HTMLReader(block.literal, links: OpenLinks(.inline))
      return !reader.read().isEmpty
    case .paragraph where block.firstChild?.kind == .tag:
      let reader = InlineReader(links: OpenLinks(.inline), marks: marks)
      return !reader.text(of: block).isEmpty
    default: return true
    }
  }

  /// The text of the first block that shows anything, if that is a heading with text.
  package var leadingHeading: String? {
    guard let block = firstSeenBlock, block.kind == .heading else { return nil }
    let reader = InlineReader(links: OpenLinks(.omitted), marks: marks)
    let text = reader.text(of: block).joined().text
    return text.isEmpty ? nil : text
  }

  /// Calls a closure with each line of the text as soon as it is ready.
  ///
  /// - Parameters:
  ///   - layout: The width and the form of links.
  ///   - skippingLeadingHeading: Whether to leave out a heading that is the first block seen, since
  ///     it is shown as the title.
  ///   - body: The closure; an error that it throws ends the work.
  package func forEachLine<Failure: Error>(
    _ layout: Layout, skippingLeadingHeading: Bool = false,
    _ body: (StyledLine) throws(Failure) -> Void
  ) throws(Failure) {
    guard let root else {
      for line in plainText { try body(line) }
      return
    }
    let notes = LinkNotes(after: layout.links == .footnote ? root.footnotes : 0)
    var writer = BlockWriter(layout: layout, notes: notes, marks: marks)
    var block = root.firstChild
    if skippingLeadingHeading, leadingHeading != nil { block = firstSeenBlock?.next }
    while let current = block {
      block = writer.write(current, below: root)
      for line in writer.take() { try body(line) }
    }
    writer.writeNotes()
    for line in writer.take() { try body(line) }
  }

  /// Returns the text as HTML.
  ///
  /// - Parameters:
  ///   - links: The places that links and images lead to.
  ///   - skippingLeadingHeading: As for `forEachLine`.
  func markup(_ links: LinkResolver, skippingLeadingHeading: Bool) -> MarkupWriter {
    var blocks = MarkupBlocks(links: links, marks: marks)
    if let root {
      let isSkipping = skippingLeadingHeading && leadingHeading != nil
      blocks.write(isSkipping ? firstSeenBlock?.next : root.firstChild, below: root)
    } else {
      blocks.write(lines: plainText)
    }
    return blocks.finish()
  }

  /// Whether the text is parsed; otherwise its lines are shown as they are.
  package var isParsed: Bool { root != nil }

  /// The node that holds all others; nil if the text is not parsed.
  var root: MarkdownNode? { parsed.root }

  /// The marks that the parsed text has.
  var marks: ParserMarks { parsed.marks }
}

extension MarkdownNode {
  /// The number of footnotes of a document.
  fileprivate var footnotes: Int {
    var count = 0
    var block = firstChild
    while let current = block {
      if current.kind == .footnote { count += 1 }
      block = current.next
    }
    return count
  }
}
