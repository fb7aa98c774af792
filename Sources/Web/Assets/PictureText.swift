import Posts

/// The text of a picture in SVG, which may hold programs.
struct PictureText {
  private let text: [UInt8]

  init(_ bytes: [UInt8]) { text = bytes.map(\.asciiLowercased) }

  /// What a browser that opens the picture by itself could run or load, as words for a message;
  /// nil if there is nothing of the kind.
  ///
  /// An encoding other than UTF-8 could hide anything from this search, and so could an entity.
  var danger: String? {
    if !text.span.isUTF8 || text.contains(0) { return "another encoding than UTF-8" }
    for (words, danger) in [
      ("<script", "a script"), (":script", "a script"), ("foreignobject", "HTML"),
      ("<!entity", "entities"), ("<!doctype", "a document type"), ("javascript:", "a script"),
      ("data:", "embedded data"), ("<?xml-stylesheet", "a style sheet"), ("@import", "an import"),
      ("<animate", "an animation"), ("<set", "an animation"), ("<handler", "a script"),
      ("encoding=\"utf-7", "another encoding than UTF-8"), ("&#", "hidden characters"),
    ] where holds(words) {
      return danger
    }
    if holdsHandler { return "a script" }
    return holdsOutsideReference ? "a reference to elsewhere" : nil
  }

  private func holds(_ words: String) -> Bool {
    let words = Array(words.utf8)
    guard text.count >= words.count else { return false }
    return (0...(text.count - words.count)).contains { start in
      text[start] == words[0] && text[start..<(start + words.count)].elementsEqual(words)
    }
  }

  /// Whether there may be an attribute whose name begins with `on`.
  private var holdsHandler: Bool {
    var index = 0
    while index + 2 < text.count {
      defer { index += 1 }
      let isStart = text[index].isWhiteSpace || [.slash, .quote, .apostrophe].contains(text[index])
      guard isStart, text[index + 1] == UInt8(ascii: "o"), text[index + 2] == UInt8(ascii: "n")
      else { continue }
      let rest = text[(index + 3)...].drop(while: \.isLetter).drop(while: \.isWhiteSpace)
      if rest.first == .equals { return true }
    }
    return false
  }

  /// Whether there may be a reference to anything but a part of the picture itself.
  private var holdsOutsideReference: Bool {
    for words in ["href", "src", "url("] {
      let words = Array(words.utf8)
      guard text.count >= words.count else { continue }
      for start in 0...(text.count - words.count)
      where text[start] == words[0] && text[start..<(start + words.count)].elementsEqual(words) {
        let rest = text[(start + words.count)...].drop {
          $0.isWhiteSpace || $0 == .equals || $0 == .quote || $0 == .apostrophe
        }
        if rest.first != .hash { return true }
      }
    }
    return false
  }
}
