import Posts
import Terminal

extension ShellQuoting {
  /// Quotes the rest of a word that has been begun, within the quotes that are open at its end;
  /// they stay open.
  ///
  /// The text is for bash and zsh. As for a whole name, it contains nothing that could harm a
  /// terminal, so that a line can be shown as it is.
  ///
  /// - Parameter isStart: whether nothing of the word has been typed.
  static func continuation(_ more: [UInt8], in quote: ShellQuote, isStart: Bool) -> String {
    var text = ""
    var escapes = ""
    var index = 0
    /// Writes the pending escapes within one `$'…'`, so that bash reads all bytes of a character
    /// together.
    func close() {
      guard !escapes.isEmpty else { return }
      text += quote.reopened(around: "$'" + escapes + "'")
      escapes = ""
    }
    var previous: Unicode.Scalar?
    while index < more.count {
      var scalar: Unicode.Scalar?
      var length = 1
      if case .scalar(let decoded, let width) = more.span.decodeScalar(at: index) {
        length = width
        if decoded.value >= 0x20, decoded.value != 0x7F, !decoded.isHiddenInName(after: previous) {
          scalar = decoded
        }
        previous = decoded
      }
      if let scalar {
        close()
        text += quote.written(scalar, isStart: isStart && index == 0)
      } else {
        for byte in more[index..<index + length] {
          if quote == .escapes { text += escape(byte) } else { escapes += escape(byte) }
        }
      }
      index += length
    }
    close()
    return text
  }

  private static func escape(_ byte: UInt8) -> String {
    switch byte {
    case .newline: "\\n"
    case .tab: "\\t"
    default:
      "\\" + String(byte >> 6, radix: 8) + String(byte >> 3 & 7, radix: 8)
        + String(byte & 7, radix: 8)
    }
  }
}

extension ShellQuote {
  /// Closes the quotes, adds a text outside them, and opens them again.
  fileprivate func reopened(around text: String) -> String {
    switch self {
    case .none, .escapes: text
    case .single: "'" + text + "'"
    case .double: "\"" + text + "\""
    }
  }

  /// Returns a visible character, escaped where the quotes require it.
  fileprivate func written(_ scalar: Unicode.Scalar, isStart: Bool) -> String {
    let character = String(scalar)
    switch self {
    case .none:
      // zsh replaces a leading `=name` by the path of that command.
      return ShellQuoting.isPlain(scalar) && !(isStart && scalar == "=")
        ? character : "\\" + character
    case .single: return scalar == "'" ? #"'\''"# : character
    case .escapes:
      // readline takes a quote as the end, whatever precedes it.
      return scalar == "'" ? "\\047" : scalar == "\\" ? "\\\\" : character
    case .double:
      switch scalar {
      case "$", "`", "\"", "\\": return "\\" + character
      // History is expanded within double quotes too, and a backslash before the mark would stay.
      case "!": return reopened(around: "\\!")
      default: return character
      }
    }
  }
}
