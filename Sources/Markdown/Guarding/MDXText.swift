import Posts

/// Takes the Markdown out of MDX: imports, exports, comments in braces, and the tags of components
/// are left out, as the tags of HTML are.
struct MDXText {
  /// The greatest length in bytes of a tag, a comment, an import or an export; a longer one is
  /// text.
  private static let longestPart = 64 << 10

  /// The number of bytes that may still be searched in vain for ends.
  private var stepsLeft = 4 << 20

  /// Returns the Markdown of a text.
  static func markdown(of bytes: [UInt8]) -> [UInt8] {
    var reading = MDXText()
    return reading.markdown(of: bytes)
  }

  private mutating func markdown(of bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var isAfterEmptyLine = true
    var fence: CodeFence?
    var index = 0
    while index < bytes.count {
      let end = bytes[index...].firstIndex(of: .newline).map { $0 + 1 } ?? bytes.count
      let line = bytes[index..<end]
      if let open = fence {
        if open.isClosed(by: line) { fence = nil }
      } else if isAfterEmptyLine, Self.begins(line, with: ["import ", "import{", "export "]),
        let after = endOfModule(bytes, from: index)
      {
        index = after
        continue
      } else {
        fence = CodeFence(opening: line)
      }
      isAfterEmptyLine = line.allSatisfy(\.isWhiteSpace)
      if fence != nil {
        result += line
        index = end
      } else {
        index = appendLine(of: bytes, in: index..<end, to: &result)
      }
    }
    return result
  }

  private static func begins(_ line: ArraySlice<UInt8>, with words: [String]) -> Bool {
    words.contains { line.starts(with: $0.utf8) }
  }

  /// Returns the end of an import or export: the next empty line outside of brackets; nil if it is
  /// too far.
  private mutating func endOfModule(_ bytes: [UInt8], from start: Int) -> Int? {
    let last = min(bytes.count, start + min(Self.longestPart, stepsLeft))
    var depth = 0
    var index = start
    var lineStart = start
    while index < last {
      switch bytes[index] {
      case .openBrace, .openBracket, UInt8(ascii: "("): depth += 1
      case .closeBrace, .closeBracket, UInt8(ascii: ")"): depth -= 1
      case .newline:
        if depth <= 0, bytes[lineStart..<index].allSatisfy(\.isWhiteSpace) { return index + 1 }
        lineStart = index + 1
      default: break
      }
      index += 1
    }
    if depth <= 0, index == bytes.count { return index }
    stepsLeft -= index - start
    return nil
  }

  /// Appends a line without tags of components and without comments; either may end in a later
  /// line.
  ///
  /// - Returns: The index after the line, or after the last part that began in it.
  private mutating func appendLine(
    of bytes: [UInt8], in line: Range<Int>, to result: inout [UInt8]
  ) -> Int {
    var index = line.lowerBound
    while index < line.upperBound {
      if bytes[index] == UInt8(ascii: "`") {
        let ticks = bytes[index..<line.upperBound].prefix { $0 == UInt8(ascii: "`") }
        let end = endOfCode(ticks, in: bytes[..<line.upperBound]) ?? line.upperBound
        result += bytes[index..<end]
        index = end
      } else if let end = endOfComponent(bytes, from: index) ?? endOfComment(bytes, from: index) {
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return index
  }

  /// Returns the end of the tag of a component: a name with a capital letter or a dot, or none.
  private mutating func endOfComponent(_ bytes: [UInt8], from start: Int) -> Int? {
    guard bytes[start] == UInt8(ascii: "<") else { return nil }
    var index = start + 1
    if index < bytes.count, bytes[index] == .slash { index += 1 }
    guard index < bytes.count else { return nil }
    if bytes[index] == UInt8(ascii: ">") { return index + 1 }
    guard UInt8(ascii: "A")...UInt8(ascii: "Z") ~= bytes[index] else { return nil }
    return end(of: UInt8(ascii: ">"), in: bytes, from: index)
  }

  private mutating func endOfComment(_ bytes: [UInt8], from start: Int) -> Int? {
    guard bytes[start...].starts(with: "{/*".utf8) else { return nil }
    return end(of: .closeBrace, in: bytes, from: start + 1)
  }

  /// Returns the index after the next `wanted` outside of quotes and of brackets; nil if it is too
  /// far.
  private mutating func end(of wanted: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    var quote: UInt8?
    let last = min(bytes.count, start + min(Self.longestPart, stepsLeft))
    for index in start..<max(start, last) {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if depth == 0, byte == wanted {
        return index + 1
      } else if byte == .openBrace {
        depth += 1
      } else if byte == .closeBrace {
        depth -= 1
      } else if wanted != .closeBrace, byte == .quote || byte == .apostrophe {
        quote = byte
      }
    }
    stepsLeft = max(0, stepsLeft - (last - start))
    return nil
  }
}

/// A fence of code: at least three backticks or tildes.
struct CodeFence {
  private let byte: UInt8
  private let count: Int

  /// Reads the fence that a line opens, after an indent and the marks of quotes and items; nil if
  /// it opens none.
  init?(opening line: ArraySlice<UInt8>) {
    var text = line.drop { $0.isBlank || $0 == UInt8(ascii: ">") }
    while let item = Self.itemMark(of: text) {
      text = text[item...].drop { $0.isBlank || $0 == UInt8(ascii: ">") }
    }
    guard let first = text.first, first == UInt8(ascii: "`") || first == UInt8(ascii: "~") else {
      return nil
    }
    let fence = text.prefix { $0 == first }
    guard fence.count >= 3, first != UInt8(ascii: "`") || !text[fence.endIndex...].contains(first)
    else { return nil }
    byte = first
    count = fence.count
  }

  /// Returns the end of the mark of a list's item; nil if a text does not begin with one.
  private static func itemMark(of text: ArraySlice<UInt8>) -> Int? {
    let digits = text.prefix(9).prefix(while: \.isDigit)
    let marks = digits.isEmpty ? "-+*".utf8 : ".)".utf8
    let end = digits.endIndex + 1
    guard end < text.endIndex, marks.contains(text[digits.endIndex]), text[end].isBlank else {
      return nil
    }
    return end
  }

  /// Returns whether a line closes the fence.
  func isClosed(by line: ArraySlice<UInt8>) -> Bool {
    let text = line.drop { $0.isBlank || $0 == UInt8(ascii: ">") }
    let fence = text.prefix { $0 == byte }
    return fence.count >= count && text[fence.endIndex...].allSatisfy(\.isWhiteSpace)
  }
}

/// Returns the end of the code that some backticks begin: after as many backticks; nil if there is
/// no end.
func endOfCode(_ ticks: ArraySlice<UInt8>, in bytes: ArraySlice<UInt8>) -> Int? {
  var index = ticks.endIndex
  while let tick = bytes[index...].firstIndex(of: UInt8(ascii: "`")) {
    let run = bytes[tick...].prefix { $0 == UInt8(ascii: "`") }
    if run.count == ticks.count { return run.endIndex }
    index = run.endIndex
  }
  return nil
}
