/// What a hostile post or name would have a terminal do, and whether one was told to.
package enum HostileText {
  /// OSC 52 (the clipboard), a window title, a raw C1 control, bidirectional overrides.
  package static let sample =
    "\u{1B}]52;c;aGFjaw==\u{7}\u{1B}]0;pwned\u{7}\u{9B}31m\u{202E}reversed\u{2066}x"

  /// Whether bytes hold nothing that a terminal obeys but line ends, and just the styles, the links
  /// and the line of progress that blogsh makes itself.
  package static func isHarmless(_ bytes: [UInt8]) -> Bool {
    // Bytes that are no characters are shown as such, so that none is left to be replaced here.
    guard let valid = String(validating: bytes, as: UTF8.self) else { return false }
    let text =
      valid
      .replacing(/\u{1B}\[(0|32|35|1;31|(1|3|9|36)(;(3|9|36))*)m/, with: "")
      .replacing(/\u{1B}\]8;;[!-~]*\u{1B}\\/, with: "")
      .replacing(/\r[0-9A-Za-z,.\/ ]*\u{1B}\[K/, with: "")
      .replacing("\r\n", with: "\n")
    return text.unicodeScalars.allSatisfy { scalar in
      switch scalar.value {
      case 0x0A, 0x09: true
      case 0..<0x20, 0x7F..<0xA0: false
      case 0x61C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: false
      default: true
      }
    }
  }
}
