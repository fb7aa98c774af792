import Posts
import View

/// What every page of a site holds to, whatever its post holds.
enum MarkupRequirements {
  private static let voids: Set<Element> = [.br, .hr, .img]

  /// Requires that markup has only elements and attributes of the closed lists, each element closed
  /// in its place, and no control characters.
  static func check(_ markup: [UInt8]) throws(Finding) {
    try require(markup.span.isUTF8, "the markup is not UTF-8")
    try require(
      markup.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == .tab || $0 == .newline },
      "the markup has a control character")
    var open: [Element] = []
    var rest = markup[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      try require(!rest[..<start].contains(UInt8(ascii: ">")), "a > is not escaped")
      let tag = rest[(start + 1)...].prefix { $0 != UInt8(ascii: ">") }
      try require(tag.endIndex < rest.endIndex, "a tag does not end")
      rest = rest[(tag.endIndex + 1)...]
      if tag.first == .slash {
        let name = String(decoding: tag.dropFirst(), as: UTF8.self)
        try require(open.popLast()?.rawValue == name, "an end tag is in the wrong place")
      } else {
        let element = try element(of: tag)
        if !voids.contains(element) { open.append(element) }
      }
    }
    try require(!rest.contains(UInt8(ascii: ">")), "a > is not escaped")
    try require(open.isEmpty, "an element is not closed")
  }

  /// Returns the element of a start tag: `name key="value" …`, with the values escaped.
  private static func element(of tag: ArraySlice<UInt8>) throws(Finding) -> Element {
    let name = tag.prefix { $0 != .space }
    guard let element = Element(rawValue: String(decoding: name, as: UTF8.self)) else {
      throw Finding(description: "an element is in no list")
    }
    var rest = tag[name.endIndex...]
    var keys: Set<Attribute> = []
    while !rest.isEmpty {
      let key = rest.dropFirst().prefix { $0 != .equals }
      guard let attribute = Attribute(rawValue: String(decoding: key, as: UTF8.self)) else {
        throw Finding(description: "an attribute is in no list")
      }
      try require(keys.insert(attribute).inserted, "an attribute is there twice")
      let value = rest[key.endIndex...].dropFirst(2).prefix { $0 != .quote }
      try require(value.endIndex < rest.endIndex, "a value does not end")
      if attribute == .href || attribute == .src {
        let text = String(decoding: value, as: UTF8.self).lowercased()
        let isSafe = ["http://", "https://", "mailto:"].contains(where: text.hasPrefix)
        try require(
          isSafe
            || !text.hasPrefix("//")
              && !text.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
                .contains(":"),
          "an address may run a program")
      }
      rest = rest[(value.endIndex + 1)...]
    }
    return element
  }
}
