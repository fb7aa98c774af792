import CPCRE2
package import Terms

/// A compiled query, to be used on any number of threads.
package struct CompiledQuery: Sendable {
  /// Matches the lines to find; nil if every line will do.
  let any: Expression?
  let others: [Expression]
  let exclusions: [Expression]
  let isInverted: Bool
  /// Matches somewhere in any bytes that hold a line to find, whatever surrounds the line; nil if
  /// there is no such expression.
  let sieve: Expression?
  /// What a file must hold in which a line is selected.
  package let needs: TermCondition

  /// Compiles all patterns.
  ///
  /// - Throws: `.badPattern` with the place in the pattern, `.outOfMemory`.
  package init(_ query: Query) throws(SearchError) {
    let ignoresCase =
      switch query.letterCase {
      case .sensitive: false
      case .ignored: true
      case .smart:
        !(query.patterns + query.others + query.exclusions).contains {
          Self.hasCapital($0, query.syntax)
        }
      }
    func compile(_ patterns: [[UInt8]], _ extent: Query.Extent) throws(SearchError) -> Expression {
      try Expression(anyOf: patterns, query.syntax, ignoresCase: ignoresCase, extent)
    }
    any = query.patterns.isEmpty ? nil : try compile(query.patterns, query.extent)
    var others: [Expression] = []
    for pattern in query.others { others.append(try compile([pattern], query.extent)) }
    self.others = others
    exclusions = query.exclusions.isEmpty ? [] : [try compile(query.exclusions, query.extent)]
    isInverted = query.isInverted
    var sieve = query.isInverted ? nil : any
    if sieve != nil, query.extent != .anything { sieve = try compile(query.patterns, .anything) }
    self.sieve = sieve.flatMap { $0.isSelfContained ? $0 : nil }
    needs = query.needs(ignoresCase: ignoresCase)
  }

  /// Returns whether a pattern has a capital letter that is meant as one, unlike that of `\W`.
  private static func hasCapital(_ pattern: [UInt8], _ syntax: Query.Syntax) -> Bool {
    var isEscaped = false
    for scalar in String(decoding: pattern, as: UTF8.self).unicodeScalars {
      if isEscaped {
        isEscaped = false
      } else if scalar == "\\", syntax == .expression {
        isEscaped = true
      } else if scalar.properties.isUppercase {
        return true
      }
    }
    return false
  }
}

/// Finds the lines of a text that a query selects; for use by one thread.
package final class Searcher {
  private let any: Matcher?
  private let others: [Matcher]
  private let exclusions: [Matcher]
  private let isInverted: Bool
  private let sieve: Matcher?

  /// Creates a searcher for a query.
  ///
  /// - Throws: `.outOfMemory`.
  package init(_ query: CompiledQuery) throws(SearchError) {
    func matchers(_ expressions: [Expression]) throws(SearchError) -> [Matcher] {
      var matchers: [Matcher] = []
      for expression in expressions { matchers.append(try Matcher(expression)) }
      return matchers
    }
    any = try query.any.map { (expression) throws(SearchError) in try Matcher(expression) }
    others = try matchers(query.others)
    exclusions = try matchers(query.exclusions)
    isInverted = query.isInverted
    sieve = try query.sieve.map { (expression) throws(SearchError) in try Matcher(expression) }
  }

  /// Returns the first index at which a line to find may be, in bytes that hold texts among other
  /// things.
  ///
  /// - Returns: Nil only if no text in the bytes has such a line; 0 also if it would take too much
  ///   work to find out.
  package func firstPlaceOfLines(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let sieve else { return 0 }
    do throws(SearchError) {
      return unsafe try sieve.firstMatch(in: bytes, from: 0)?.lowerBound
    } catch {
      return 0
    }
  }

  /// Begins to search a text.
  ///
  /// Patterns do not see what separates a line from the next, a newline or CR and newline, nor a
  /// byte-order mark at the beginning of the text.
  ///
  /// - Parameter text: The text, which must neither move nor change as long as the cursor is used.
  package func lines(of text: UnsafeRawBufferPointer) -> LineCursor {
    unsafe LineCursor(self, text)
  }

  /// Returns the parts of a selected line that the patterns match, from left to right. A line that
  /// was selected because it does not match has none.
  ///
  /// - Parameters:
  ///   - text: The text that the line was found in.
  ///   - line: The range of the line, without its newline.
  /// - Returns: Ranges in the text; empty matches are left out.
  /// - Throws: `.tooMuchWork`, `.outOfMemory`.
  package func matches(
    in text: UnsafeRawBufferPointer, line: Range<Int>
  ) throws(SearchError) -> [Range<Int>] {
    guard let any, !isInverted else { return [] }
    let seen = unsafe text.partSeen(of: line)
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: text[seen])
    var found: [Range<Int>] = []
    var start = 0
    while start <= bytes.count, let match = unsafe try any.firstMatch(in: bytes, from: start) {
      if !match.isEmpty {
        found.append((match.lowerBound + seen.lowerBound)..<(match.upperBound + seen.lowerBound))
      }
      start = match.isEmpty ? match.upperBound + 1 : match.upperBound
      // Do not continue in the middle of a character.
      while start < bytes.count, unsafe bytes[start] & 0xC0 == 0x80 { start += 1 }
    }
    return found
  }

  /// Returns the first line that matches, from an index at which a line begins.
  ///
  /// - Parameter hasCRs: Whether lines may end with CR, so that each must be matched on its own.
  fileprivate func firstMatchingLine(
    in text: UnsafeRawBufferPointer, from start: Int, hasCRs: Bool
  ) throws(SearchError) -> Range<Int>? {
    var start = start
    while start < text.count {
      let line =
        unsafe hasCRs
        ? try firstLine(in: text, from: start) : try firstCandidate(in: text, from: start)
      guard let line else { return nil }
      let seen = unsafe text.partSeen(of: line)
      if unsafe try isSelected(UnsafeRawBufferPointer(rebasing: text[seen])) { return line }
      start = line.upperBound + 1
    }
    return nil
  }

  /// Returns the first line that matches any of the patterns, in a text without CR at the end of a
  /// line.
  private func firstCandidate(
    in text: UnsafeRawBufferPointer, from start: Int
  ) throws(SearchError) -> Range<Int>? {
    guard let any, any.expression.isLineBound else {
      return unsafe try firstLine(in: text, from: start)
    }
    let rest = unsafe UnsafeRawBufferPointer(rebasing: text[start...])
    guard let match = unsafe try any.firstMatch(in: rest, from: 0) else { return nil }
    let place = start + match.lowerBound
    // There is no line after the newline that ends the text.
    let last = unsafe text[text.count - 1]
    guard place < text.count || last != 0x0A else { return nil }
    return unsafe text.line(at: place)
  }

  /// Returns the first line that matches any of the patterns, by matching line by line.
  private func firstLine(
    in text: UnsafeRawBufferPointer, from start: Int
  ) throws(SearchError) -> Range<Int>? {
    guard let any else { return unsafe text.line(at: start) }
    var start = start
    while start < text.count {
      let line = unsafe text.line(at: start)
      let bytes = unsafe UnsafeRawBufferPointer(rebasing: text[text.partSeen(of: line)])
      if unsafe try any.firstMatch(in: bytes, from: 0) != nil { return line }
      start = line.upperBound + 1
    }
    return nil
  }

  private func isSelected(_ line: UnsafeRawBufferPointer) throws(SearchError) -> Bool {
    for other in others where unsafe try other.firstMatch(in: line, from: 0) == nil {
      return false
    }
    for exclusion in exclusions where unsafe try exclusion.firstMatch(in: line, from: 0) != nil {
      return false
    }
    return true
  }

  /// Iterates over the selected lines of a text.
  @safe package struct LineCursor {
    private let searcher: Searcher
    private let text: UnsafeRawBufferPointer
    private let hasCRs: Bool
    private var position: Int
    /// When searching for lines that do not match: the next line that does; nil before the first
    /// search.
    private var nextMatch: Range<Int>?

    fileprivate init(_ searcher: Searcher, _ text: UnsafeRawBufferPointer) {
      self.searcher = searcher
      unsafe self.text = text
      // Most texts have no line to find, and for most patterns one look shows it.
      let mayMatch = unsafe searcher.firstPlaceOfLines(in: text) != nil
      hasCRs = unsafe mayMatch && text.holdsCRLF
      position = unsafe mayMatch ? text.startOfText : text.count
    }

    /// Returns the next line.
    ///
    /// - Returns: The range of the line, without its newline; nil after the last.
    /// - Throws: `.tooMuchWork`, `.outOfMemory`.
    package mutating func next() throws(SearchError) -> Range<Int>? {
      guard searcher.isInverted else {
        guard
          let line = unsafe try searcher.firstMatchingLine(in: text, from: position, hasCRs: hasCRs)
        else {
          unsafe position = text.count
          return nil
        }
        position = line.upperBound + 1
        return line
      }
      while unsafe position < text.count {
        let line = unsafe text.line(at: position)
        if (nextMatch?.lowerBound ?? -1) < line.lowerBound {
          let end = unsafe text.count..<text.count
          nextMatch =
            unsafe try searcher.firstMatchingLine(in: text, from: position, hasCRs: hasCRs) ?? end
        }
        position = line.upperBound + 1
        if nextMatch != line { return line }
      }
      return nil
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Returns the line that an index lies in, without the newline that ends it.
  fileprivate func line(at place: Int) -> Range<Int> {
    var start = place
    while start > 0, unsafe self[start - 1] != 0x0A { start -= 1 }
    guard let base = baseAddress, place < count,
      let newline = unsafe memchr(base + place, 0x0A, count - place)
    else { return start..<count }
    return unsafe start..<(UnsafeRawPointer(newline) - base)
  }

  /// Returns the part of a line that patterns see: without a byte-order mark at the beginning of
  /// the text, and without a CR before the newline.
  fileprivate func partSeen(of line: Range<Int>) -> Range<Int> {
    let start =
      unsafe line.lowerBound == 0 ? Swift.min(startOfText, line.upperBound) : line.lowerBound
    let end = line.upperBound
    let endsInCR = unsafe end > start && end < count && self[end - 1] == 0x0D
    return start..<(endsInCR ? end - 1 : end)
  }

  /// The length of the byte-order mark that the text begins with; 0 if it has none.
  fileprivate var startOfText: Int {
    unsafe count >= 3 && self[0] == 0xEF && self[1] == 0xBB && self[2] == 0xBF ? 3 : 0
  }

  /// Whether any line ends in CR and newline.
  fileprivate var holdsCRLF: Bool {
    guard let base = baseAddress else { return false }
    var start = 0
    while start < count, let found = unsafe memchr(base + start, 0x0D, count - start) {
      start = unsafe UnsafeRawPointer(found) - base + 1
      if start < count, unsafe self[start] == 0x0A { return true }
    }
    return false
  }
}
