/// Reads the lines in which Pelican keeps a post's facts.
///
/// A line is `Key: value`, and continues in lines that are indented by four spaces or a tab
/// (Python-Markdown's meta-data extension). Any paragraph may begin with `Title: …`, so the lines
/// count as facts only if all of them have this form, one is a title, and one has another key that
/// Pelican knows.
enum PelicanReader {
  /// Returns the end of the lines from `first`, and of the empty line after them; nil if the lines
  /// are text.
  static func endOfLines(_ bytes: [UInt8], from first: Lines.Line) -> (lines: Int, block: Int)? {
    var hasTitle = false
    var hasKnownKey = false
    var next: Lines.Line? = first
    var lines = Lines(bytes, from: first.end, number: first.number + 1)
    var end = (lines: first.text.lowerBound, block: first.text.lowerBound)
    while let line = next {
      let text = bytes[line.text]
      if text.allSatisfy(\.isBlank) {
        end.block = line.end
        break
      }
      if let key = split(text)?.key {
        hasTitle = hasTitle || key.isSameKey(as: "title")
        hasKnownKey = hasKnownKey || knownKeys.contains { key.isSameKey(as: $0) }
      } else if !continues(text) || line.number == first.number {
        return nil
      }
      end = (line.end, line.end)
      next = lines.next()
    }
    return hasTitle && hasKnownKey ? end : nil
  }

  /// Reads the fields of lines that `endOfLines` found, which must be UTF-8.
  static func fields(of bytes: [UInt8], in range: Range<Int>) -> [Value.Field] {
    var texts: [(key: String, text: String)] = []
    var lines = Lines(bytes, from: range.lowerBound)
    while let line = lines.next(), line.text.lowerBound < range.upperBound {
      let text = bytes[line.text]
      if let field = split(text) {
        texts.append((field.key, String(decoding: field.value, as: UTF8.self)))
      } else if !texts.isEmpty {
        texts[texts.count - 1].text += " " + String(decoding: text.trimmingBlanks, as: UTF8.self)
      }
    }
    var fields = UniqueFields()
    for (key, text) in texts { fields.set(key, .string(text)) }
    return fields.list
  }

  /// The keys that Pelican reads in addition to the title.
  private static let knownKeys = [
    "author", "authors", "category", "date", "keywords", "lang", "modified", "save_as", "series",
    "slug", "status", "summary", "tags", "template", "translation", "url",
  ]

  /// Splits a line at its colon; returns nil if there is no key before a colon, or if more than
  /// three spaces precede the key.
  private static func split(_ line: ArraySlice<UInt8>) -> (key: String, value: ArraySlice<UInt8>)? {
    let text = line.drop { $0 == .space }
    guard text.startIndex - line.startIndex <= 3, let colon = text.firstIndex(of: .colon),
      colon != text.startIndex
    else { return nil }
    let key = text[..<colon]
    guard key.allSatisfy({ $0.isLetter || $0.isDigit || $0 == .dash || $0 == UInt8(ascii: "_") })
    else { return nil }
    return (String(decoding: key, as: UTF8.self), text[(colon + 1)...].trimmingBlanks)
  }

  private static func continues(_ line: ArraySlice<UInt8>) -> Bool {
    line.first == .tab || line.starts(with: "    ".utf8)
  }
}

/// Gathers fields. Of two with the same key, the last value is kept, in the place of the first.
struct UniqueFields {
  private(set) var list: [Value.Field] = []
  /// The index of each key in `list`, once there are many.
  private var places: [String: Int] = [:]

  /// The number of fields from which keys are looked up in `places`; a linear search is faster
  /// below.
  private static let few = 16

  /// Creates an empty collection.
  ///
  /// - Parameter capacity: The number of fields to reserve room for.
  init(capacity: Int = 0) { list.reserveCapacity(capacity) }

  mutating func set(_ key: String, _ value: Value) {
    if let place = place(of: key) {
      list[place].value = value
      return
    }
    list.append(Value.Field(key, value))
    if list.count > Self.few {
      places[key] = list.count - 1
    } else if list.count == Self.few {
      for place in list.indices { places[list[place].key] = place }
    }
  }

  /// Adds a field unless there is one with its key.
  mutating func add(_ field: Value.Field) {
    if place(of: field.key) == nil { set(field.key, field.value) }
  }

  private func place(of key: String) -> Int? {
    list.count < Self.few ? list.firstIndex { $0.key == key } : places[key]
  }
}
