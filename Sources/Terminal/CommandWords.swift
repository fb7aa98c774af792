import Posts

/// Splits a command, as a variable such as `PAGER` holds it, into words without a shell.
///
/// This is not the language of blogsh's own shell: `|`, `;`, `#` and `$` have no meaning in it, so
/// that no part of a command is dropped or refused.
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
      case (.backslash, UInt8.quote?):
        let isEscape = bytes.first == .quote || bytes.first == .backslash
        word = (word ?? []) + [isEscape ? bytes.removeFirst() : byte]
      case (_, _?):
        word = (word ?? []) + [byte]
      case (.apostrophe, nil), (.quote, nil):
        quote = byte
        word = word ?? []
      case (.backslash, nil):
        guard let kept = bytes.popFirst() else { return nil }
        word = (word ?? []) + [kept]
      case (.space, nil), (.tab, nil):
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
}
