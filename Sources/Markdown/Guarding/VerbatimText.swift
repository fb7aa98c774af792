import Posts

/// Marks the parts of a text that are not Markdown: blocks of code between the tags of Liquid and
/// Hugo, formulas, tags of templates, and expressions of MDX.
///
/// Each gets backticks around it, so that the parser leaves it alone and it is shown as written:
///
/// | part | shown as |
/// |---|---|
/// | lines from `{% highlight … %}` to `{% endhighlight %}`, also in Hugo's form | code |
/// | lines from `$$` to `$$`, `\[` to `\]` | code |
/// | `$x_1$`, `$$x$$`, `\(x^2\)`, `{{ x }}`, `{% x %}`, in MDX `{x}` | code in a line |
///
/// The parts of the last row may go on in the next lines of their paragraph, as in Pandoc, on
/// GitHub and with KaTeX.
///
/// A part is left as it is if nothing in it could be taken for Markdown, so that `$5` stays text.
/// Code, tags and addresses are passed over; where the parser finds code or HTML that was not seen
/// here, `ParserMarks` takes the backticks out again. Of a text that has too long a run of
/// backticks, nothing is marked.
struct VerbatimText {
  /// The text with its marks; nil if it needs none.
  private(set) var marked: [UInt8]?

  private let bytes: [UInt8]
  private let isMDX: Bool
  /// The number of backticks around a part: more than the text has in a row, so that they end
  /// nowhere else.
  let ticks: Int
  private var result: [UInt8] = []
  /// The index up to which the text is in `result`.
  private var copied = 0
  /// The place up to which the end of each kind of block was looked for in vain.
  private var searched: [String: Int] = [:]

  /// The greatest number of backticks in a row.
  private static let mostTicks = 16

  /// The tags of Liquid and Hugo that hold code.
  private static let namesOfBlocks: Set<String> = [
    "highlight", "raw", "code", "codeblock", "mermaid", "math", "katex", "latex", "plantuml",
    "graphviz",
  ]

  /// Examines a text.
  init(_ bytes: [UInt8], isMDX: Bool) {
    self.bytes = bytes
    self.isMDX = isMDX
    var longest = 0
    var run = 0
    var mayHoldParts = false
    for byte in bytes {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
      mayHoldParts =
        mayHoldParts || byte == UInt8(ascii: "$") || byte == .openBrace || byte == .backslash
    }
    ticks = max(3, longest + 1)
    guard mayHoldParts, longest < Self.mostTicks else { return }
    mark()
    guard copied > 0 else { return }
    marked = result + bytes[copied...]
  }

  // MARK: Lines

  private mutating func mark() {
    var fence: CodeFence?
    var mayHoldParts = true
    var isAfterEmptyLine = true
    var isInTable = false
    var start = 0
    while start < bytes.count {
      let line = line(at: start)
      let text = text(at: start)
      start = line.endIndex
      if let open = fence {
        if open.isClosed(by: line) { fence = nil }
        continue
      }
      fence = CodeFence(opening: line)
      if fence != nil { continue }
      if text.allSatisfy(\.isWhiteSpace) {
        (mayHoldParts, isAfterEmptyLine, isInTable) = (true, true, false)
        continue
      }
      let prefix = bytes[line.startIndex..<text.startIndex]
      let indent = prefix.reversed().prefix(while: \.isBlank)
      let isIndented = indent.count >= 4 || indent.contains(.tab)
      if !isIndented, let end = endOfBlock(text, prefix: prefix) {
        markBlock(line.startIndex..<end, prefix: prefix)
        start = end
        continue
      }
      let isCode = isAfterEmptyLine && isIndented
      isAfterEmptyLine = false
      isInTable = isInTable || Self.isBelowHead(text)
      if !isInTable, !isCode, text.first != .hash {
        start = endOfParagraph(after: start, prefix: prefix)
      }
      mayHoldParts =
        mayHoldParts && !isCode && markParts(of: bytes[text.startIndex..<start])
    }
  }

  /// Returns the line that begins at an index, with its newline.
  private func line(at start: Int) -> ArraySlice<UInt8> {
    bytes[start..<(bytes[start...].firstIndex(of: .newline).map { $0 + 1 } ?? bytes.count)]
  }

  private mutating func appendTicks() {
    result += repeatElement(UInt8(ascii: "`"), count: ticks)
  }

  /// Returns the line that begins at an index, without what marks it as a quote and the blanks
  /// before its text.
  private func text(at start: Int) -> ArraySlice<UInt8> {
    line(at: start).drop { $0.isBlank || $0 == UInt8(ascii: ">") }
  }

  private mutating func copy(upTo end: Int) {
    result += bytes[copied..<end]
    copied = end
  }

  // MARK: Blocks

  /// Returns the end of the block that the text of a line begins; nil if it begins none.
  private mutating func endOfBlock(_ text: ArraySlice<UInt8>, prefix: ArraySlice<UInt8>) -> Int? {
    let closers: [String]
    var isFormula = true
    if text.starts(with: "$$".utf8), !text.dropFirst(2).holds("$$") {
      closers = ["$$"]
    } else if text.starts(with: "\\[".utf8), !text.holds("\\]") {
      closers = ["\\]"]
    } else if let found = Self.closers(ofTag: text) {
      closers = found
      isFormula = false
      if closers.contains(where: text.holds) { return text.endIndex }
    } else {
      return nil
    }
    // Another block of this kind was not closed before that place.
    if let searched = searched[closers[0]], text.startIndex < searched { return nil }
    var start = text.endIndex
    while start < bytes.count {
      let line = line(at: start)
      let isEmpty = line.allSatisfy(\.isWhiteSpace)
      // A line that is outside of the list or quote would end it, and so the block.
      guard isEmpty ? !isFormula : line.starts(with: prefix) else { break }
      start = line.endIndex
      if closers.contains(where: line.holds) { return start }
    }
    searched[closers[0]] = start
    return nil
  }

  /// Returns the tags that end a block of code which begins with a tag of Liquid or Hugo.
  private static func closers(ofTag text: ArraySlice<UInt8>) -> [String]? {
    let isLiquid = text.starts(with: "{%".utf8)
    guard isLiquid || text.starts(with: "{{<".utf8) || text.starts(with: "{{%".utf8) else {
      return nil
    }
    let name = text.dropFirst(isLiquid ? 2 : 3).drop { $0 == .dash || $0 == .space }
      .prefix(while: \.isLetter)
    let text = String(decoding: name, as: UTF8.self)
    guard namesOfBlocks.contains(text) else { return nil }
    return isLiquid
      ? ["{% end\(text)", "{%- end\(text)", "{%end\(text)"]
      : ["{{< /\(text)", "{{</\(text)", "{{% /\(text)", "{{%/\(text)"]
  }

  private mutating func markBlock(_ range: Range<Int>, prefix: ArraySlice<UInt8>) {
    copy(upTo: range.lowerBound)
    result += prefix
    appendTicks()
    result.append(.newline)
    copy(upTo: range.upperBound)
    if result.last != .newline { result.append(.newline) }
    result += prefix
    appendTicks()
    result.append(.newline)
  }

  // MARK: Paragraphs

  /// Returns the end of the paragraph that goes on at the line after one of its lines.
  ///
  /// What may begin something else ends it: marks that are cut in two would be shown.
  ///
  /// - Parameter prefix: what is before the text of the first line.
  private mutating func endOfParagraph(after lineEnd: Int, prefix: ArraySlice<UInt8>) -> Int {
    let quotes = prefix.count { $0 == UInt8(ascii: ">") }
    var end = lineEnd
    while end < bytes.count {
      let line = line(at: end)
      let text = text(at: end)
      let own = bytes[line.startIndex..<text.startIndex]
      // The line before the one below the head is the head.
      guard line.starts(with: prefix), own.count(where: { $0 == UInt8(ascii: ">") }) == quotes,
        !Self.mayEndParagraph(text), !Self.isBelowHead(self.text(at: line.endIndex)),
        CodeFence(opening: line) == nil, endOfBlock(text, prefix: own) == nil
      else { break }
      end = line.endIndex
    }
    return end
  }

  /// Returns whether the text of a line may be no part of the paragraph above it (CommonMark 0.31,
  /// sections 4 and 5).
  private static func mayEndParagraph(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, !first.isWhiteSpace else { return true }
    let rest = text.dropFirst()
    switch first {
    case .hash: return true
    case UInt8(ascii: "<"): return rest.first.map { $0.isLetter || "/!?".utf8.contains($0) } ?? true
    case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "_"), .equals:
      return rest.first?.isWhiteSpace ?? true || isBelowHead(text)
        || rest.allSatisfy { $0 == first || $0.isWhiteSpace }
    case _ where first.isDigit:
      let mark = rest.drop(while: \.isDigit)
      return (mark.first == UInt8(ascii: ".") || mark.first == UInt8(ascii: ")"))
        && mark.dropFirst().first?.isWhiteSpace ?? true
    default: return isBelowHead(text)
    }
  }

  /// Returns whether a line is the one below the head of a table, whose cells end with their line.
  private static func isBelowHead(_ text: ArraySlice<UInt8>) -> Bool {
    text.contains(UInt8(ascii: "|"))
      && text.allSatisfy { "-:|".utf8.contains($0) || $0.isWhiteSpace }
  }

  // MARK: Parts of a paragraph

  /// Marks the parts of a paragraph, or of a part of one.
  ///
  /// - Returns: Whether what follows in the paragraph may have parts too; false if code or a tag
  ///   goes on there.
  private mutating func markParts(of text: ArraySlice<UInt8>) -> Bool {
    var absent: Set<Kind> = []
    var mayHoldAddresses = true
    var index = text.startIndex
    while index < text.endIndex {
      let rest = text[index...]
      switch rest.first {
      case UInt8(ascii: "`"):
        let run = rest.prefix { $0 == UInt8(ascii: "`") }
        guard let end = endOfCode(run, in: rest) else { return false }
        index = end
      case UInt8(ascii: "<")
      where rest.dropFirst().first.map { $0.isLetter || $0 == .slash } == true:
        guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
        index = end + 1
      case .closeBracket where mayHoldAddresses && rest.dropFirst().first == UInt8(ascii: "("):
        guard let end = rest.firstIndex(of: UInt8(ascii: ")")) else {
          mayHoldAddresses = false
          continue
        }
        index = end + 1
      default:
        let before = index > text.startIndex ? bytes[index - 1] : .space
        guard let kind = Kind(rest, after: before, isMDX: isMDX), !absent.contains(kind) else {
          index += rest.first == .backslash ? 2 : 1
          continue
        }
        guard let end = kind.end(in: rest) else {
          absent.insert(kind)
          index += 1
          continue
        }
        if kind.isMeant(rest[..<end]) {
          copy(upTo: index)
          if before == UInt8(ascii: "`") { result += MarkdownGuard.mark }
          appendTicks()
          copyOnOneLine(upTo: end)
          appendTicks()
          if end < bytes.count, bytes[end] == UInt8(ascii: "`") { result += MarkdownGuard.mark }
        }
        index = end
      }
    }
    return true
  }

  /// Copies a part with a space for each end of a line: marks at the beginning of a line would else
  /// begin a block of code.
  private mutating func copyOnOneLine(upTo end: Int) {
    while let newline = bytes[copied..<end].firstIndex(of: .newline) {
      copy(upTo: newline)
      if result.last == .carriageReturn { result.removeLast() }
      result.append(.space)
      copied = text(at: newline + 1).startIndex
    }
    copy(upTo: end)
  }

  /// A kind of part in a paragraph.
  private enum Kind {
    case output, tag, expression, formula, longFormula, inParentheses, inBrackets

    /// Returns the kind that some text begins; nil for Markdown.
    init?(_ text: ArraySlice<UInt8>, after before: UInt8, isMDX: Bool) {
      let next = text.dropFirst().first
      switch (text.first, next) {
      case (UInt8.openBrace, UInt8.openBrace): self = .output
      case (UInt8.openBrace, UInt8(ascii: "%")): self = .tag
      case (UInt8.openBrace, _) where isMDX: self = .expression
      case (UInt8.backslash, UInt8(ascii: "(")): self = .inParentheses
      case (UInt8.backslash, UInt8.openBracket): self = .inBrackets
      case (UInt8(ascii: "$"), UInt8(ascii: "$")): self = .longFormula
      case (UInt8(ascii: "$"), let next?)
      where !next.isWhiteSpace && !before.isLetter
        && !before.isDigit && before != .slash && before != .equals:
        self = .formula
      default: return nil
      }
    }

    /// Returns the end of the part that some text begins; nil if it has none.
    func end(in text: ArraySlice<UInt8>) -> Int? {
      switch self {
      case .output: return text.end(of: "}}")
      case .tag: return text.end(of: "%}")
      case .longFormula: return text.dropFirst(2).end(of: "$$")
      case .inParentheses: return text.end(of: "\\)")
      case .inBrackets: return text.end(of: "\\]")
      case .formula:
        // As in Pandoc, so that `$5 and $6` are prices.
        for index in text.indices.dropFirst(2)
        where text[index] == UInt8(ascii: "$") && !text[index - 1].isWhiteSpace
          && text[index - 1] != .backslash
          && !(index + 1 < text.endIndex && text[index + 1].isDigit)
        {
          return index + 1
        }
        return nil
      case .expression:
        var depth = 0
        for index in text.indices {
          if text[index] == .openBrace { depth += 1 }
          if text[index] == .closeBrace { depth -= 1 }
          if depth == 0 { return index + 1 }
        }
        return nil
      }
    }

    /// Returns whether a part is more than text that Markdown leaves alone.
    func isMeant(_ part: ArraySlice<UInt8>) -> Bool {
      switch self {
      case .inParentheses, .inBrackets:
        // `\[1\]` is often only text in brackets.
        let inner = part.dropFirst(2).dropLast(2)
        return zip(inner, inner.dropFirst()).contains {
          $0 == UInt8(ascii: "^") || $0 == .equals || $0 == .backslash && $1.isLetter
            || $0 == UInt8(ascii: "_") && ($1 == .openBrace || $1.isDigit)
        }
      default: return part.contains { "*_~\\<>[]&!".utf8.contains($0) }
      }
    }
  }
}

extension ArraySlice<UInt8> {
  /// Returns the index after the first occurrence of an ASCII text; nil if there is none.
  fileprivate func end(of text: String) -> Int? {
    let wanted = Array(text.utf8)
    var start = startIndex
    while let found = self[start...].firstIndex(of: wanted[0]) {
      if self[found...].starts(with: wanted) { return found + wanted.count }
      start = found + 1
    }
    return nil
  }

  fileprivate func holds(_ text: String) -> Bool { end(of: text) != nil }
}
