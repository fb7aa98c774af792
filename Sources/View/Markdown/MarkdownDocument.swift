import Posts

/// A post's Markdown, parsed: CommonMark with GitHub's tables, strike-through, task lists and bare
/// links, and with footnotes.
package struct MarkdownDocument: ~Copyable {
  /// The greatest number of bytes that are parsed; a longer text is shown unparsed. The tree of a
  /// text that is nothing but syntax takes 250 times the text's bytes.
  package static let longestText = 4 << 20

  private let tree: MarkdownTree?
  /// The lines of a text that is not parsed.
  private let plainText: [StyledLine]
  private let holdsMarks: Bool

  /// Parses a text without its front matter; bytes that are not UTF-8 are shown as U+FFFD, and so
  /// is NUL.
  ///
  /// A text that is too long to parse, or made to be hard to parse, has no headings, and its lines
  /// are shown as they are.
  package init(_ bytes: Span<UInt8>) {
    if bytes.count <= Self.longestText {
      let text = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
      let surveyed = MarkdownGuard(text)
      if !surveyed.isTooCostly {
        tree = MarkdownTree(
          surveyed.marked ?? text, options: .post(findingLinks: surveyed.mayFindLinks))
        plainText = []
        holdsMarks = surveyed.marked != nil
        return
      }
    }
    tree = nil
    plainText = textLines(bytes)
    holdsMarks = false
  }

  /// Returns the text of the first block if that is a heading, without parsing the rest.
  ///
  /// A heading ends before the first empty line. Only one that may hold a link needs the whole
  /// text, since the link's address may be defined further down.
  package static func leadingHeading(of bytes: Span<UInt8>) -> String? {
    guard let end = endOfFirstLines(of: bytes), end < bytes.count else {
      return MarkdownDocument(bytes).leadingHeading
    }
    let document = MarkdownDocument(bytes.extracting(..<end))
    if let root = document.root, root.firstChild != nil {
      guard let heading = document.leadingHeading else { return nil }
      if !heading.utf8.contains(.openBracket) { return heading }
    }
    return MarkdownDocument(bytes).leadingHeading
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

  /// The text of the first block, if that is a heading with text.
  package var leadingHeading: String? {
    guard let block = root?.firstChild, block.kind == .heading else { return nil }
    let reader = InlineReader(links: .omitted, holdsMarks: holdsMarks)
    let text = reader.text(of: block).joined().text
    return text.isEmpty ? nil : text
  }

  /// Calls a closure with each line of the text as soon as it is ready.
  ///
  /// - Parameters:
  ///   - layout: The width and the form of links.
  ///   - skippingLeadingHeading: Whether to leave out a heading that is the first block, since it
  ///     is shown as the title.
  ///   - body: The closure; an error that it throws ends the work.
  package func forEachLine<Failure: Error>(
    _ layout: Layout, skippingLeadingHeading: Bool = false,
    _ body: (StyledLine) throws(Failure) -> Void
  ) throws(Failure) {
    guard let root else {
      for line in plainText { try body(line) }
      return
    }
    var writer = BlockWriter(layout: layout, holdsMarks: holdsMarks)
    var block = root.firstChild
    if skippingLeadingHeading, leadingHeading != nil { block = block?.next }
    while let current = block {
      block = writer.write(current, below: root)
      for line in writer.take() { try body(line) }
    }
  }

  private var root: MarkdownNode? {
    switch tree {
    case .some(let tree): tree.root
    case .none: nil
    }
  }
}
