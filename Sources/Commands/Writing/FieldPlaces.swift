import Files
import Posts

/// Finds where the fields at the top of a front matter are written, if each is on a line of its own
/// or in a JSON object.
///
/// What it finds is a guess, made without a parser. Whoever writes there must read the result
/// again.
struct FieldPlaces {
  struct Place {
    /// The range of the line without its end; in JSON, of the key and the value.
    let line: Range<Int>
    /// The key as written, without quotes.
    let key: String
    /// The range of the value, with its quotes; empty if there is none.
    let value: Range<Int>
  }

  private let bytes: [UInt8]
  private let format: FrontMatter.Format
  /// The range of the fields, without the lines that open and close the front matter.
  private let range: Range<Int>

  /// - Returns: nil for a post without a front matter.
  init?(in source: PostSource) {
    guard let frontMatter = source.frontMatter, let range = source.fieldRange else { return nil }
    bytes = source.bytes
    format = frontMatter.format
    self.range = range
  }

  /// The mark between a key and its value.
  var separator: UInt8 { format == .toml ? .equals : .colon }

  /// Returns the last place of a key, ignoring case; nil if there is none.
  func last(of key: String) -> Place? { all.last { $0.key.isSameKey(as: key) } }

  private var all: [Place] { format == .json ? members : lines }

  private var lines: [Place] {
    var places: [Place] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let end = bytes[start..<range.upperBound].firstIndex(of: .newline) ?? range.upperBound
      let text = OutsideFile.withoutReturn(bytes[start..<end])
      start = end + 1
      // A header opens a table, whose fields are not at the top.
      if format == .toml, text.trimmingBlanks.first == .openBracket { break }
      guard format != .yaml || text.first?.isBlank == false,
        let mark = text.firstIndex(of: separator)
      else { continue }
      let key = Self.withoutQuotes(text[..<mark].trimmingBlanks)
      places.append(
        Place(
          line: text.indices, key: String(decoding: key, as: UTF8.self),
          value: value(in: text[(mark + 1)...])))
    }
    return places
  }

  /// Returns the range of a value, without blanks and without a comment after it.
  private func value(in text: ArraySlice<UInt8>) -> Range<Int> {
    let start = text.firstIndex { !$0.isBlank } ?? text.endIndex
    var rest = text[start...]
    if let quote = rest.first, quote == .quote || quote == .apostrophe, format != .pelican,
      let end = rest.dropFirst().firstIndex(of: quote)
    {
      return start..<(end + 1)
    }
    if format != .pelican {
      let comment = rest.indices.first {
        rest[$0] == .hash && ($0 == start || format == .toml || rest[$0 - 1].isBlank)
      }
      rest = rest[..<(comment ?? rest.endIndex)]
    }
    return start..<rest.trimmingBlanks.endIndex
  }

  /// The members of a JSON object.
  private var members: [Place] {
    var places: [Place] = []
    var rest = bytes[range]
    var depth = 0
    var key: Range<Int>?
    var value: Int?
    func close(at end: Int) {
      guard let name = key, let start = value else { return }
      let text = bytes[start..<end]
      let first = text.firstIndex { !$0.isWhiteSpace } ?? end
      let last = text.lastIndex { !$0.isWhiteSpace }.map { $0 + 1 } ?? end
      places.append(
        Place(
          line: name.lowerBound..<last,
          key: String(decoding: Self.withoutQuotes(bytes[name]), as: UTF8.self),
          value: first..<last))
      (key, value) = (nil, nil)
    }
    while let byte = rest.popFirst() {
      let index = rest.startIndex - 1
      switch byte {
      case .quote:
        Self.skipString(in: &rest)
        if depth == 1, value == nil { key = index..<rest.startIndex }
      case .colon where depth == 1 && value == nil: value = rest.startIndex
      case .comma where depth == 1: close(at: index)
      case .openBrace, .openBracket: depth += 1
      case .closeBrace, .closeBracket:
        depth -= 1
        if depth == 0 { close(at: index) }
      default: break
      }
    }
    return places
  }

  /// Skips the rest of a string, after its first quote.
  private static func skipString(in rest: inout ArraySlice<UInt8>) {
    while let byte = rest.popFirst(), byte != .quote {
      if byte == .backslash { _ = rest.popFirst() }
    }
  }

  private static func withoutQuotes(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard text.count >= 2, let quote = text.first, quote == text.last,
      quote == .quote || quote == .apostrophe
    else { return text }
    return text.dropFirst().dropLast()
  }
}
