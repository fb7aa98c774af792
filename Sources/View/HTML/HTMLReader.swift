import Posts

/// Reads HTML as the text that it shows: tags and comments are left out, text is kept.
///
/// Scripts, style sheets and templates are left out with all their content. A tag that never ends
/// is text, and so is everything after it.
struct HTMLReader {
  /// A piece of text on lines of its own.
  struct Block {
    var text: StyledText
    /// Whether the text keeps its spaces and lines, as in `pre`.
    var isVerbatim: Bool
    /// Whether an empty line precedes it.
    var startsParagraph: Bool
  }

  private let bytes: [UInt8]
  private var index = 0
  /// Whether a `<` can begin a tag: false after one that never ends.
  private var mayHoldTags = true
  private var references = CharacterReferences()
  private var links: OpenLinks

  private var blocks: [Block] = []
  private var text = StyledText()
  private var isVerbatim = false
  private var startsParagraph = false
  private var listDepth = 0

  init(_ bytes: [UInt8], links: OpenLinks) {
    self.bytes = bytes
    self.links = links
  }

  /// Reads everything.
  mutating func read() -> [Block] {
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "<") where mayHoldTags && readMarkup(): break
      case UInt8(ascii: "&"): readReference()
      default: readText()
      }
    }
    endBlock(startsParagraph: false)
    return blocks
  }

  // MARK: Text

  private mutating func readText() {
    let start = index
    index += 1
    while index < bytes.count, bytes[index] != UInt8(ascii: "<"), bytes[index] != UInt8(ascii: "&")
    {
      index += 1
    }
    append(bytes[start..<index])
  }

  private mutating func readReference() {
    guard let (character, length) = references.read(bytes[index...]) else { return readText() }
    append(character[...])
    index += length
  }

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

  /// Reads the markup that begins with `<`; returns whether it was markup.
  private mutating func readMarkup() -> Bool {
    guard index + 1 < bytes.count else { return false }
    switch bytes[index + 1] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"):
      if starts(with: "<!--") {
        index = end(of: "-->", from: index + 4) ?? bytes.count
        return true
      }
      let close =
        starts(with: "<![CDATA[") ? end(of: "]]>", from: index) : end(of: ">", from: index)
      mayHoldTags = close != nil
      index = close ?? index
      return mayHoldTags
    case .slash:
      return readTag(nameAt: index + 2, isClosing: true)
    default:
      return readTag(nameAt: index + 1, isClosing: false)
    }
  }

  private mutating func readTag(nameAt start: Int, isClosing: Bool) -> Bool {
    guard start < bytes.count, bytes[start].isLetter else { return false }
    guard let end = endOfTag(from: start) else {
      mayHoldTags = false
      return false
    }
    let tag = HTMLTag(bytes[index..<end])
    let name = tag.name
    index = end
    if !isClosing, Self.unseen.contains(name) {
      index = self.end(ofElement: name)
    } else {
      apply(name, isClosing: isClosing)
      links.apply(tag, &references, in: &text, style: [])
    }
    return true
  }

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

  /// Returns the end of a tag: the index after the first `>` outside quotes.
  private func endOfTag(from start: Int) -> Int? {
    var quote: UInt8?
    for place in start..<bytes.count {
      let byte = bytes[place]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return place + 1
      } else if byte == .quote || byte == .apostrophe {
        quote = byte
      }
    }
    return nil
  }

  /// Returns the end of an element that holds no other elements.
  private func end(ofElement name: String) -> Int {
    let close = Array("</\(name)".utf8)
    var place = index
    while place + close.count <= bytes.count {
      if bytes[place] == close[0], lowercased(bytes[place..<place + close.count]) == close {
        return endOfTag(from: place) ?? bytes.count
      }
      place += 1
    }
    return bytes.count
  }

  private func starts(with prefix: String) -> Bool {
    bytes[index...].starts(with: prefix.utf8)
  }

  /// Returns the index after the next occurrence of an ASCII string.
  private func end(of string: String, from start: Int) -> Int? {
    let wanted = Array(string.utf8)
    var place = start
    while place + wanted.count <= bytes.count {
      if bytes[place] == wanted[0], bytes[place..<place + wanted.count].elementsEqual(wanted) {
        return place + wanted.count
      }
      place += 1
    }
    return nil
  }

  /// Elements whose content is not shown.
  private static let unseen: Set<String> = ["script", "style", "template"]
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

/// Returns the name at the start of a tag's bytes, in lower case; all known names are shorter than
/// the 16 bytes that it reads.
func tagName(_ bytes: ArraySlice<UInt8>) -> String {
  let longestName = 16
  let name = bytes.prefix(longestName).prefix { $0.isLetter || $0.isDigit }
  return String(decoding: lowercased(name), as: UTF8.self)
}

func lowercased(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
  bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
}
