import Posts

/// Markup with the elements that are open in it: whatever a post's tags say, each element is
/// closed, none crosses another, and none is in a place where it may not be.
struct OpenElements {
  private struct Open {
    /// The element; nil where something was opened for which nothing is written.
    var element: Element?
    /// Whether Markdown opened it, so that no tag closes it.
    var isOfMarkdown: Bool
  }

  private(set) var writer = MarkupWriter()
  private var open: [Open] = []

  /// The greatest number of open elements; a tag that would open one more is left out. Browsers
  /// give up at 512.
  private static let deepest = 128

  // MARK: Markdown

  /// Opens an element for a node of Markdown.
  ///
  /// - Parameter element: Nil if nothing is written for the node.
  mutating func begin(_ element: Element?, _ attributes: MarkupWriter.Attributes = [:]) {
    if let element {
      prepare(for: element)
      writer.open(element, attributes)
    }
    open.append(Open(element: element, isOfMarkdown: true))
  }

  /// Closes the innermost element of Markdown, and those of tags in it.
  mutating func end() {
    while let last = open.popLast() {
      if let element = last.element { writer.close(element) }
      if last.isOfMarkdown { return }
    }
  }

  /// Closes everything.
  mutating func endAll() {
    while let last = open.popLast() { last.element.map { writer.close($0) } }
  }

  // MARK: Text

  /// Adds text, in a paragraph if it would stand alone.
  mutating func text(_ text: String, showsControls: Bool = false) {
    if text.utf8.allSatisfy(\.isWhiteSpace) {
      guard innermost?.holdsText == true else { return }
    } else {
      prepareForText()
    }
    writer.text(text, showsControls: showsControls)
  }

  /// Adds an element without content.
  mutating func empty(_ element: Element, _ attributes: MarkupWriter.Attributes = [:]) {
    prepare(for: element)
    writer.open(element, attributes)
  }

  /// Whether an element is open.
  func isOpen(_ element: Element) -> Bool { open.contains { $0.element == element } }

  private var innermost: Element? { open.last { $0.element != nil }?.element }

  // MARK: Tags

  /// Opens an element for a tag; returns whether it is open.
  mutating func openTag(
    _ element: Element, _ attributes: MarkupWriter.Attributes = [:]
  ) -> Bool {
    guard open.count < Self.deepest, innermost.map({ element.mayBe(in: $0) }) ?? true else {
      return false
    }
    if element.isFlow { endParagraph() }
    if let parents = element.parents {
      let wanted = element.isCell ? parents.union([.table]) : parents
      // The end of an item, a row or a cell may be left out.
      while let last = open.last, !last.isOfMarkdown, let inner = last.element,
        !wanted.contains(inner), isInTag(wanted)
      { closeInnermost() }
      guard let innermost, wanted.contains(innermost) else { return false }
    }
    prepare(for: element)
    push(element, attributes)
    return true
  }

  /// Closes an element that a tag has opened; nothing happens if there is none.
  mutating func closeTag(_ element: Element) {
    let own = open.lastIndex(where: \.isOfMarkdown).map { $0 + 1 } ?? 0
    guard let place = open[own...].lastIndex(where: { $0.element == element }) else { return }
    while open.count > place { closeInnermost() }
  }

  /// Returns whether a tag has opened one of some elements, within the innermost of Markdown.
  private func isInTag(_ elements: Set<Element>) -> Bool {
    open.reversed().prefix { !$0.isOfMarkdown }.contains {
      $0.element.map(elements.contains) ?? false
    }
  }

  /// Ends the paragraph that is open, if tags or loose text have opened it.
  mutating func endParagraph() {
    while let last = open.last, !last.isOfMarkdown, let element = last.element,
      !element.isFlow || element == .p || element == .summary
    { closeInnermost() }
  }

  /// Ends or opens what must not or must be around an element.
  private mutating func prepare(for element: Element) {
    guard element.isFlow else { return prepareForText() }
    endParagraph()
    while let innermost, let child = innermost.impliedChild,
      element.parents?.contains(innermost) != true
    { push(child) }
  }

  private mutating func prepareForText() {
    guard let innermost else { return push(.p) }
    if let child = innermost.impliedChild {
      push(child)
      prepareForText()
    } else if !innermost.holdsText {
      push(.p)
    }
  }

  private mutating func push(_ element: Element, _ attributes: MarkupWriter.Attributes = [:]) {
    writer.open(element, attributes)
    open.append(Open(element: element, isOfMarkdown: false))
  }

  private mutating func closeInnermost() {
    if let element = open.popLast()?.element { writer.close(element) }
  }
}

extension Element {
  /// Whether this ends a paragraph.
  var isFlow: Bool {
    switch self {
    case .article, .aside, .blockquote, .dd, .details, .div, .dl, .dt, .figcaption, .figure: true
    case .h1, .h2, .h3, .h4, .h5, .h6, .hr, .li, .ol, .p, .pre, .summary, .table: true
    case .tbody, .td, .th, .thead, .tr, .ul: true
    default: false
    }
  }

  /// Whether text is in it without a paragraph around the text.
  fileprivate var holdsText: Bool {
    switch self {
    case .article, .aside, .blockquote, .details, .div, .figure: false
    default: impliedChild == nil
    }
  }

  /// The element around anything else that is in this one.
  fileprivate var impliedChild: Element? {
    switch self {
    case .ul, .ol: .li
    case .dl: .dd
    case .table, .tbody, .thead: .tr
    case .tr: .td
    default: nil
    }
  }

  /// The elements in which this one must be; nil for any.
  fileprivate var parents: Set<Element>? {
    switch self {
    case .li: [.ul, .ol]
    case .dt, .dd: [.dl]
    case .tr: [.table, .tbody, .thead]
    case .tbody, .thead: [.table]
    case .td, .th: [.tr]
    case .summary: [.details]
    case .figcaption: [.figure]
    case .rt, .rp: [.ruby]
    default: nil
    }
  }

  fileprivate var isCell: Bool { self == .td || self == .th }

  /// Whether a tag may open this in another element: preformatted text holds no blocks.
  fileprivate func mayBe(in other: Element) -> Bool { other != .pre || !isFlow }
}
