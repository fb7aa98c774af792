import Posts

/// Keeps a hostile document from costing the parser more than its length justifies.
///
/// cmark takes time or memory by the square of the input for some texts: containers nested
/// thousands deep, tables with thousands of columns, declarations that never end, long addresses
/// that are often referred to. The guard finds these beforehand in one pass. It inserts a mark
/// there that hides the construct from the parser, so that it is shown as plain text; the marks are
/// removed again on the way to the page. Only emphasis marks by the ten thousand in one
/// paragraph, and links among them, cannot be hidden in this way: such a document must not be
/// parsed. A document that a person wrote passes
/// unchanged, but for footnotes that nothing refers to: the parser would leave them out.
struct MarkdownGuard {
  /// The mark: U+FDD0, a code point that Unicode keeps out of texts.
  static let mark: [UInt8] = [0xEF, 0xB7, 0x90]

  /// The greatest number of quotes and list items that one line may open.
  private static let deepestNesting = 50
  /// The greatest indent, in columns, at which a line may open a quote or an item.
  private static let deepestIndent = 200
  /// The greatest number of cells in a row of a table: for each cell, the parser takes as many
  /// steps as there are cells before it.
  private static let maximumCells = 256
  /// The greatest number of cells in a table without any text: the parser fills up short rows.
  private static let maximumEmptyCells = 50_000
  /// The greatest number of steps, in total, for finding the rows before a table's head.
  private static let maximumTableSteps = 100_000_000
  /// The greatest number of steps, in total, for finding the ends of declarations.
  private static let maximumDeclarationSteps = 300_000_000
  /// The greatest number of steps, in total, for finding addresses in long words.
  private static let maximumLinkSteps = 200_000_000
  /// The greatest number of `@` around which addresses are looked for: each takes kilobytes.
  private static let maximumMailAddresses = 20_000
  /// The greatest length, in bytes, of a word that takes so few steps that they are not counted.
  private static let longestPlainWord = 256
  /// The greatest number of bytes that references to links may add.
  private static let maximumReferenceBytes = 64 << 20

  /// The indices at which marks belong.
  private var places: [Int] = []
  /// Whether the parser may look for addresses in the text.
  private(set) var mayFindLinks = true
  /// Whether the document would take too long even with marks, and must be shown unparsed.
  var isTooCostly: Bool { inlines.areTooMany }
  /// The document with its marks; nil if it needs none.
  private(set) var marked: [UInt8]?

  private var tableSteps = 0
  private var declarationSteps = 0
  private var inlines = InlineSteps()
  private var linkSteps = 0
  private var mailAddresses = 0
  private var brackets = 0
  private var definitions: [Definition] = []
  /// The labels of footnotes, with the place of the colon after each.
  private var footnotes: [(label: ArraySlice<UInt8>, place: Int)] = []
  /// The labels of the footnotes that the text refers to, in lower case.
  private var references: Set<[UInt8]> = []
  private var stretch = Stretch(start: 0)

  /// Lines without an empty one between them: no paragraph or table is longer.
  private struct Stretch {
    var start: Int
    var lines = 0
    var maximumPipes = 0
    var declarations = 0
    var delimiterRows: [DelimiterRow] = []
  }

  /// A line that could turn the line before it into the head of a table.
  private struct DelimiterRow {
    var place: Int
    var start: Int
    var cells: Int
  }

  /// A possible definition of a link.
  private struct Definition {
    var place: Int
    var end: Int
  }

  /// Examines a document.
  init(_ bytes: [UInt8]) {
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != .newline, bytes[end] != .carriageReturn {
        end += 1
      }
      survey(bytes, line: start..<end)
      start = end + 1
    }
    endStretch(bytes, at: bytes.count)
    limitReferences()
    hideUnusedFootnotes()
    mayFindLinks = linkSteps <= Self.maximumLinkSteps && mailAddresses <= Self.maximumMailAddresses
    guard !places.isEmpty else { return }
    places.sort()
    marked = insertMarks(into: bytes)
  }

  private func insertMarks(into bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + places.count * Self.mark.count)
    var start = 0
    for place in places {
      result += bytes[start..<place]
      result += Self.mark
      start = place
    }
    return result + bytes[start...]
  }

  // MARK: Lines

  private mutating func survey(_ bytes: [UInt8], line: Range<Int>) {
    guard bytes[line].contains(where: { !$0.isWhiteSpace }) else {
      return endStretch(bytes, at: line.upperBound)
    }
    stretch.lines += 1
    if isItem(bytes[line]) { inlines.endParagraph() }
    limitNesting(bytes, line)
    surveyText(bytes, line)
    surveyDelimiterRow(bytes, line)
  }

  private mutating func surveyText(_ bytes: [UInt8], _ line: Range<Int>) {
    var pipes = 0
    var word = line.lowerBound
    var mayHoldLink = false
    var isFootnote = false
    for index in line {
      let byte = bytes[index]
      switch byte {
      case .space, .tab:
        endWord(word..<index, mayHoldLink)
        word = index + 1
        mayHoldLink = false
      case UInt8(ascii: "|"):
        pipes += 1
      case UInt8(ascii: "@"):
        mailAddresses += 1
        mayHoldLink = true
      case .slash, UInt8(ascii: "w"):
        let before = bytes[max(line.lowerBound, index - 2)..<index]
        mayHoldLink =
          mayHoldLink || before.elementsEqual(byte == UInt8(ascii: "w") ? "ww".utf8 : ":/".utf8)
      case UInt8(ascii: "<"):
        stretch.declarations += isDeclaration(bytes, at: index) ? 1 : 0
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        inlines.takeMark(bytes, at: index, in: line)
      case .closeBracket:
        inlines.takeClosingBracket()
      case .openBracket:
        brackets += 1
        if index > line.lowerBound, bytes[index - 1] == UInt8(ascii: "!") { inlines.takeImage() }
        isFootnote = isFootnoteLabel(bytes, at: index)
        if isFootnote { noteFootnote(bytes, line, at: index) }
      case .colon:
        if index > line.lowerBound, bytes[index - 1] == .closeBracket, !isFootnote {
          endDefinition(at: index)
          definitions.append(Definition(place: index, end: -1))
        }
      default: break
      }
    }
    endWord(word..<line.upperBound, mayHoldLink)
    stretch.maximumPipes = max(stretch.maximumPipes, pipes)
  }

  private mutating func endWord(_ word: Range<Int>, _ mayHoldLink: Bool) {
    guard mayHoldLink, word.count > Self.longestPlainWord else { return }
    linkSteps += word.count * word.count
  }

  /// Returns whether `<?`, `<!A` or `<![` begins at an index; cmark searches for the end of each
  /// anew.
  private func isDeclaration(_ bytes: [UInt8], at index: Int) -> Bool {
    guard index + 2 < bytes.count else { return false }
    switch bytes[index + 1] {
    case UInt8(ascii: "?"): return true
    case UInt8(ascii: "!"):
      return bytes[index + 2].isLetter || bytes[index + 2] == .openBracket
    default: return false
    }
  }

  private func isFootnoteLabel(_ bytes: [UInt8], at index: Int) -> Bool {
    guard index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "^") else { return false }
    guard index == 0 || bytes[index - 1] != .backslash else { return false }
    return !bytes[index + 2].isWhiteSpace && bytes[index + 2] != .closeBracket
  }

  /// Notes the footnote that a label at an index defines or refers to.
  private mutating func noteFootnote(_ bytes: [UInt8], _ line: Range<Int>, at index: Int) {
    let label = bytes[(index + 2)..<line.upperBound].prefix {
      $0 != .closeBracket && $0 != .openBracket
    }
    let end = label.endIndex
    guard end < line.upperBound, bytes[end] == .closeBracket else { return }
    let isFirst = bytes[line.lowerBound..<index].allSatisfy {
      $0.isBlank || $0 == UInt8(ascii: ">")
    }
    if isFirst, end + 1 < line.upperBound, bytes[end + 1] == .colon {
      footnotes.append((label, end + 1))
    } else {
      references.insert(label.map(\.asciiLowercased))
    }
  }

  /// Places a mark where a line opens too many containers, or opens one too far to the right.
  private mutating func limitNesting(_ bytes: [UInt8], _ line: Range<Int>) {
    var column = 0
    var markers = 0
    var index = line.lowerBound
    while index < line.upperBound {
      if bytes[index] == .space || bytes[index] == .tab {
        column += bytes[index] == .tab ? 4 - column % 4 : 1
        index += 1
        continue
      }
      let length = markerLength(bytes[index..<line.upperBound])
      guard length > 0 else { return }
      markers += 1
      if markers > Self.deepestNesting || column > Self.deepestIndent {
        if !isThematicBreak(bytes[index..<line.upperBound]) { places.append(index) }
        return
      }
      column += length
      index += length
    }
  }

  /// Returns the length of the marker of a quote, an item or a footnote at the start of some bytes;
  /// 0 if there is none.
  private func markerLength(_ bytes: ArraySlice<UInt8>) -> Int {
    guard let first = bytes.first else { return 0 }
    var index = bytes.startIndex + 1
    switch first {
    case UInt8(ascii: ">"):
      return 1
    case .dash, UInt8(ascii: "+"), UInt8(ascii: "*"):
      break
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let digits = bytes.prefix(10).prefix(while: \.isDigit)
      index = digits.endIndex
      guard index < bytes.endIndex else { return 0 }
      guard bytes[index] == .dot || bytes[index] == UInt8(ascii: ")") else { return 0 }
      index += 1
    case .openBracket:
      guard bytes.dropFirst().first == UInt8(ascii: "^") else { return 0 }
      guard let end = bytes.firstIndex(of: .closeBracket) else { return 0 }
      return end + 1 < bytes.endIndex && bytes[end + 1] == .colon
        ? end + 2 - bytes.startIndex : 0
    default:
      return 0
    }
    return index == bytes.endIndex || bytes[index].isWhiteSpace ? index - bytes.startIndex : 0
  }

  /// Whether a line begins an item, and so ends a paragraph, wherever it is.
  private func isItem(_ line: ArraySlice<UInt8>) -> Bool {
    let rest = line.drop { $0 == .space }
    guard rest.startIndex - line.startIndex < 4, let mark = rest.first,
      [.dash, UInt8(ascii: "+"), UInt8(ascii: "*")].contains(mark)
    else { return false }
    return rest.dropFirst().first?.isBlank == true
      && rest.dropFirst().contains { !$0.isWhiteSpace }
  }

  private func isThematicBreak(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 == bytes.first || $0.isWhiteSpace }
  }

  private mutating func surveyDelimiterRow(_ bytes: [UInt8], _ line: Range<Int>) {
    var start = line.upperBound
    var lastDash: Int?
    var pipes = 0
    var isMore = false
    scan: while start > line.lowerBound {
      switch bytes[start - 1] {
      case .dash: lastDash = lastDash ?? start - 1
      case UInt8(ascii: "|"): pipes += 1
      case .colon: isMore = true
      case .space, .tab: break
      default: break scan
      }
      start -= 1
    }
    guard let lastDash, isMore || pipes > 0 else { return }
    stretch.delimiterRows.append(DelimiterRow(place: lastDash + 1, start: start, cells: pipes + 1))
  }

  // MARK: Stretches

  private mutating func endStretch(_ bytes: [UInt8], at end: Int) {
    endDefinition(at: end)
    limitTables(bytes: end - stretch.start)
    inlines.endParagraph()
    declarationSteps += stretch.declarations * (end - stretch.start)
    if declarationSteps > Self.maximumDeclarationSteps {
      for index in stretch.start..<end
      where bytes[index] == UInt8(ascii: "<") && isDeclaration(bytes, at: index) {
        places.append(index + 1)
      }
    }
    stretch = Stretch(start: end)
  }

  private mutating func limitTables(bytes: Int) {
    guard let maximumCells = stretch.delimiterRows.lazy.map(\.cells).max() else { return }
    let isTooWide = stretch.maximumPipes > Self.maximumCells
    let isTooEmpty = maximumCells * stretch.lines > max(Self.maximumEmptyCells, bytes)
    for row in stretch.delimiterRows {
      let (before, _) = (row.start - stretch.start).multipliedReportingOverflow(
        by: row.start - stretch.start)
      tableSteps += before
      if isTooWide || isTooEmpty || tableSteps > Self.maximumTableSteps { places.append(row.place) }
    }
  }

  // MARK: References

  private mutating func endDefinition(at end: Int) {
    guard let last = definitions.indices.last, definitions[last].end < 0 else { return }
    definitions[last].end = end
  }

  /// Hides definitions that are too long for the number of times that the document could refer to
  /// them.
  private mutating func limitReferences() {
    let longest = Self.maximumReferenceBytes / max(1, brackets)
    for definition in definitions where definition.end - definition.place > longest {
      places.append(definition.place)
    }
  }

  /// Hides the footnotes that nothing refers to from the parser, which would leave them out.
  private mutating func hideUnusedFootnotes() {
    for footnote in footnotes
    where !references.contains(footnote.label.map(\.asciiLowercased)) {
      places.append(footnote.place)
    }
  }
}
