/// What a hostile post or name would have a terminal do, and whether one was told to.
package enum HostileText {
  /// OSC 52 (the clipboard), a window title, a raw C1 control, bidirectional overrides.
  package static let sample =
    "\u{1B}]52;c;aGFjaw==\u{7}\u{1B}]0;pwned\u{7}\u{9B}31m\u{202E}reversed\u{2066}x"

  /// Whether bytes hold nothing that a terminal obeys but line ends, and the styles and links that
  /// blogsh makes itself.
  package static func isHarmless(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing(/\u{1B}\[[0-9;]*m/, with: "").replacing(
        /\u{1B}\]8;[^\u{7}\u{1B}]*(\u{7}|\u{1B}\\)/, with: ""
      )
      .replacing("\r\n", with: "\n")
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x0A, 0x09: true
      case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: false
      default: true
      }
    }
  }
}
