import Posts

/// Writes HTML or XML: the only code that makes markup of text.
///
/// Names of elements and attributes are Swift's, never a post's, and values are escaped; so no text
/// can become markup.
package struct MarkupWriter {
  /// An attribute and its value, unescaped.
  package typealias Attributes = KeyValuePairs<Attribute, String>

  /// The markup so far, in UTF-8.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Adds a start tag.
  package mutating func open(_ element: Element, _ attributes: Attributes = [:]) {
    open(element.rawValue, attributes.lazy.map { ($0.key.rawValue, $0.value) })
  }

  /// Adds an end tag.
  package mutating func close(_ element: Element) { close(element.rawValue) }

  /// Adds a start tag of XML or, with attributes of its own, of HTML.
  ///
  /// - Parameter attributes: Names, and values without escapes.
  package mutating func open(
    _ element: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:]
  ) {
    open("\(element)", attributes.lazy.map { ("\($0.key)", $0.value) })
  }

  /// Adds an end tag.
  package mutating func close(_ element: StaticString) { close("\(element)") }

  /// Adds an element that holds text alone.
  package mutating func element(_ element: StaticString, _ text: String) {
    open(element)
    self.text(text)
    close(element)
  }

  private mutating func open(_ name: String, _ attributes: some Sequence<(String, String)>) {
    bytes.append(UInt8(ascii: "<"))
    bytes += name.utf8
    for (key, value) in attributes {
      bytes.append(.space)
      bytes += key.utf8
      bytes += "=\"".utf8
      text(value)
      bytes.append(.quote)
    }
    bytes.append(UInt8(ascii: ">"))
  }

  private mutating func close(_ name: String) {
    bytes += "</".utf8
    bytes += name.utf8
    bytes.append(UInt8(ascii: ">"))
  }

  /// Adds the first line of HTML (WHATWG HTML, 13.1.1).
  package mutating func doctype() { bytes += "<!doctype html>\n".utf8 }

  /// Adds the first line of XML (XML 1.0, 2.8).
  package mutating func declaration() {
    bytes += "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".utf8
  }

  /// Adds an element of XML that holds nothing.
  package mutating func emptyElement(
    _ element: StaticString, _ attributes: KeyValuePairs<StaticString, String>
  ) {
    open(element, attributes)
    bytes[bytes.count - 1] = .slash
    bytes.append(UInt8(ascii: ">"))
  }

  /// Adds a newline, for those who read the source.
  package mutating func newline() { bytes.append(.newline) }

  /// Adds markup that another writer has made.
  package mutating func append(_ made: MarkupWriter) { bytes += made.bytes }

  /// Adds text; characters that no document may hold become U+FFFD.
  ///
  /// - Parameter showsControls: Whether a hidden control character is shown by its number, as in
  ///   names and in code, where it could mislead.
  package mutating func text(_ text: String, showsControls: Bool = false) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": bytes += "&amp;".utf8
      case "<": bytes += "&lt;".utf8
      case ">": bytes += "&gt;".utf8
      case "\"": bytes += "&quot;".utf8
      case "\t", "\n", " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      case _ where scalar.isBarredFromMarkup: bytes += "\u{FFFD}".utf8
      case _ where showsControls && scalar.isHiddenControl:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        bytes += "U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)".utf8
      default: bytes += UTF8.encode(scalar).map { Array($0) } ?? []
      }
    }
  }

  /// Adds a name of a file.
  package mutating func name(_ bytes: some Collection<UInt8>) {
    text(String(decoding: Array(bytes), as: UTF8.self), showsControls: true)
  }
}

extension Unicode.Scalar {
  /// Whether HTML and XML forbid this character: a control, or a code point that is no character
  /// (WHATWG HTML, 13.2.3.5; XML 1.0, 2.2).
  fileprivate var isBarredFromMarkup: Bool {
    switch value {
    case 0..<0x20, 0x7F...0x9F, 0xFDD0...0xFDEF: true
    default: value & 0xFFFE == 0xFFFE
    }
  }
}

/// The attributes of pages: no other is ever written.
package enum Attribute: String {
  case alt, `class`, colspan, datetime, dir, height, href, id
  case label = "aria-label"
  case lang
  case describedBy = "aria-describedby"
  case open, rel, role, rowspan, scope, src, start, tabindex, width
}

/// The elements of pages: no other is ever written into the text of a post.
package enum Element: String {
  case a, abbr, article, aside, b, bdi, blockquote, br, cite, code, dd, details, div, dl, dt, em
  case figcaption, figure, h1, h2, h3, h4, h5, h6, hr, i, img, kbd, li, mark, ol, p, pre, q, rp, rt
  case ruby, s, span, strong, sub, summary, sup, table, tbody, td, th, thead, time, tr, u, ul

  /// Returns the heading of a level, 1 or more; there are six.
  static func heading(_ level: Int) -> Element {
    let headings: [Element] = [.h1, .h2, .h3, .h4, .h5, .h6]
    return headings[min(max(level, 1), headings.count) - 1]
  }
}
