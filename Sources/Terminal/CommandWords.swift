import Posts

/// Splits a command, as a variable such as `PAGER` holds it, into words without a shell.
package enum CommandWords {
  /// Returns the words between spaces and tabs, or nil if a quote is not closed or nothing follows
  /// a backslash.
  ///
  /// `'…'` keeps every byte, `"…"` every byte except a backslash before `"` or `\`; outside quotes,
  /// a backslash keeps the byte after it. Nothing is expanded.
  package static func words(of command: String) -> [String]? {
    var words: [[UInt8]] = []
    var word: [UInt8]?
    var quote: UInt8?
    var bytes = Array(command.utf8)[...]
    while let byte = bytes.popFirst() {
      switch (byte, quote) {
      case (let closing, let open?) where closing == open:
        quote = nil
      case (UInt8.backslash, doubleQuote?):
        let isEscape = bytes.first == doubleQuote || bytes.first == .backslash
        word = (word ?? []) + [isEscape ? bytes.removeFirst() : byte]
      case (_, _?):
        word = (word ?? []) + [byte]
      case (UInt8.apostrophe, nil), (doubleQuote, nil):
        quote = byte
        word = word ?? []
      case (UInt8.backslash, nil):
        guard let kept = bytes.popFirst() else { return nil }
        word = (word ?? []) + [kept]
      case (UInt8(ascii: " "), nil), (UInt8.tab, nil):
        if let whole = word { words.append(whole) }
        word = nil
      default:
        word = (word ?? []) + [byte]
      }
    }
    guard quote == nil else { return nil }
    if let word { words.append(word) }
    return words.map { String(decoding: $0, as: UTF8.self) }
  }

  private static let doubleQuote: UInt8 = 0x22
}
