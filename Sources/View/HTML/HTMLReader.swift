import Markdown
import Posts

/// Reads HTML as the text that it shows: tags and comments are left out, text is kept.
struct HTMLReader {
  /// A piece of text on lines of its own.
  struct Block {
    var text: StyledText
    /// Whether the text keeps its spaces and lines, as in `pre`.
    var isVerbatim: Bool
    /// Whether an empty line precedes it.
    var startsParagraph: Bool
  }

  private var tokens: HTMLTokens
  private var references = CharacterReferences()
  private var links: OpenLinks

  private var blocks: [Block] = []
  private var text = StyledText()
  private var isVerbatim = false
  private var startsParagraph = false
  private var listDepth = 0

  init(_ bytes: [UInt8], links: OpenLinks) {
    tokens = HTMLTokens(bytes)
    self.links = links
  }

  /// Reads everything.
  mutating func read() -> [Block] {
    while let token = tokens.next() {
      switch token {
      case .text(let text): append(text)
      case .tag(let tag):
        apply(tag.name, isClosing: tag.isClosing)
        links.apply(tag, &references, in: &text, style: [])
      }
    }
    endBlock(startsParagraph: false)
    return blocks
  }

  // MARK: Text

  private mutating func append(_ new: ArraySlice<UInt8>) {
    let style = links.styled([])
    guard isVerbatim else { return text.append(new, style: style, link: links.hyperlink) }
    var isFirst = true
    for line in new.split(separator: .newline, omittingEmptySubsequences: false) {
      if !isFirst { text.appendLineBreak() }
      isFirst = false
      text.appendCode(
        line.last == .carriageReturn ? line.dropLast() : line, style: style, link: links.hyperlink)
    }
  }

  private mutating func endBlock(startsParagraph next: Bool) {
    links.closeAll(in: &text, style: [])
    if !text.isEmpty {
      blocks.append(Block(text: text, isVerbatim: isVerbatim, startsParagraph: startsParagraph))
      startsParagraph = false
    }
    text = StyledText()
    startsParagraph = startsParagraph || next
  }

  // MARK: Tags

  private mutating func apply(_ name: String, isClosing: Bool) {
    if name == "br" {
      text.appendLineBreak()
    } else if Self.cells.contains(name) {
      text.append(" ")
    } else if Self.lines.contains(name) {
      endBlock(startsParagraph: false)
    } else if Self.lists.contains(name) {
      listDepth = max(0, listDepth + (isClosing ? -1 : 1))
      endBlock(startsParagraph: listDepth == (isClosing ? 0 : 1))
    } else if Self.paragraphs.contains(name) {
      endBlock(startsParagraph: true)
      if name == "pre" { isVerbatim = !isClosing }
    }
  }

  /// Whether the tags of an element end a paragraph.
  static func separates(_ name: String) -> Bool {
    lines.contains(name) || lists.contains(name) || paragraphs.contains(name)
  }

  /// Elements that share a line.
  private static let cells: Set<String> = ["td", "th"]
  /// Elements that begin a line.
  private static let lines: Set<String> = ["li", "dt", "dd", "tr", "caption", "option"]
  /// Lists: a nested one follows the line that it belongs to without an empty line.
  private static let lists: Set<String> = ["ul", "ol", "dl", "menu"]
  /// Elements that have an empty line around them.
  private static let paragraphs: Set<String> = [
    "address", "article", "aside", "blockquote", "body", "details", "div", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html",
    "main", "nav", "p", "pre", "section", "summary", "table", "title",
  ]
}
