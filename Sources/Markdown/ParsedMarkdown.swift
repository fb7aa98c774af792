import Posts

/// A post's Markdown, parsed: CommonMark with GitHub's tables, strike-through, task lists and bare
/// links, and with footnotes.
package struct ParsedMarkdown: ~Copyable {
  /// The greatest number of bytes that are parsed. The tree of a text that is nothing but syntax
  /// takes 250 times the text's bytes.
  package static let longestText = 4 << 20

  private let tree: MarkdownTree?
  /// The marks that the parsed text has.
  package let marks: ParserMarks

  /// Parses a text without its front matter; bytes that are not UTF-8 become U+FFFD, and so does
  /// NUL.
  ///
  /// A text that is too long to parse, or made to be hard to parse, is not parsed.
  ///
  /// - Parameter isMDX: Whether the text is MDX, of which imports, exports and components are left
  ///   out.
  package init(_ bytes: Span<UInt8>, isMDX: Bool = false) {
    if bytes.count <= Self.longestText {
      var text = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
      if isMDX { text = MDXText.markdown(of: text) }
      let verbatim = VerbatimText(text, isMDX: isMDX)
      text = verbatim.marked ?? text
      let surveyed = MarkdownGuard(text)
      if !surveyed.isTooCostly {
        tree = MarkdownTree(
          surveyed.marked ?? text, options: .post(findingLinks: surveyed.mayFindLinks))
        marks = ParserMarks(
          hideSyntax: surveyed.marked != nil || verbatim.marked != nil,
          ticks: verbatim.marked == nil ? 0 : verbatim.ticks)
        return
      }
    }
    tree = nil
    marks = ParserMarks()
  }

  /// The node that holds all others; it must not outlive this value. Nil if the text is not parsed.
  package var root: MarkdownNode? {
    switch tree {
    case .some(let tree): tree.root
    case .none: nil
    }
  }
}
