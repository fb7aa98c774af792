/// Text of hostile posts and names that tries to control a terminal, and a check that none of it
/// did.
package enum HostileText {
  /// OSC 52 (the clipboard), a window title, a raw C1 control, bidirectional overrides.
  package static let sample =
    "\u{1B}]52;c;aGFjaw==\u{7}\u{1B}]0;pwned\u{7}\u{9B}31m\u{202E}reversed\u{2066}x"

  /// Sequences that terminals obey or may obey, one of each kind (ECMA-48; xterm's ctlseqs;
  /// Unicode, section 5.23).
  private static let attacks: [[UInt8]] =
    [
      // A window title, the clipboard, a link, a request for a colour, an image; with both ways to
      // end a string.
      "\u{1B}]0;pwned\u{7}", "\u{1B}]52;c;aGFjaw==\u{1B}\\", "\u{1B}]8;;file:etc\u{7}",
      "\u{1B}]4;1;?\u{7}", "\u{1B}P0;1|17.tar\u{1B}\\", "\u{1B}_Gf=100;AAAA\u{1B}\\",
      "\u{1B}^x\u{1B}\\",
      // Clearing the screen, moving the cursor, requesting answers, redefining keys, other
      // character sets.
      "\u{1B}[2J", "\u{1B}[1;1H", "\u{1B}[6n", "\u{1B}[c", "\u{1B}[>c", "\u{1B}[?1049h",
      "\u{1B}[0;59;\"x\"p",
      "\u{1B}c", "\u{1B}#8", "\u{1B}(0", "\u{1B}N", "\u{1B}[41m", "\u{1B}[8m", "\u{E}", "\u{F}",
      "\u{5}",
      // Overwriting lines, and the same by controls from the upper half of Latin 1.
      "\r", "\u{8}\u{8}", "\u{B}", "\u{C}", "\u{7F}", "\u{85}", "\u{9B}2J", "\u{9D}0;x\u{9C}",
      "\u{90}x\u{9C}",
      // Text shown in another order, characters that look like line endings, invisible characters.
      "\u{202E}", "\u{2066}", "\u{2069}", "\u{200F}", "\u{61C}", "\u{2028}", "\u{2029}", "\u{200B}",
      "\u{FEFF}", "\u{E0041}", "\u{FE0F}", "e\u{301}\u{301}\u{301}",
    ].map { Array($0.utf8) }
    // Bytes that are not characters, and controls that terminals without UTF-8 obey.
    + [
      [0x9B], [0x9D, 0x30, 0x3B], [0xC0, 0x9B], [0xE0, 0x80, 0x9B], [0xED, 0xA0, 0x80], [0xFF],
      [0xC2],
    ]

  /// Returns a random sequence of attacks without a slash, a line ending or a NUL.
  ///
  /// - Parameter length: The greatest number of bytes.
  package static func random(atMost length: Int, _ generator: inout FixedGenerator) -> [UInt8] {
    var text = Array("pwned".utf8)
    while true {
      var next = attacks[generator.below(attacks.count)]
      if generator.below(3) == 0 { next += Array("ab 1;m\\[]x".utf8).shuffled(using: &generator) }
      guard text.count + next.count <= length else { return text }
      text += next
    }
  }

  /// Returns whether bytes hold nothing that a terminal obeys except line endings and the styles,
  /// links and line of progress that blogsh itself makes.
  package static func isHarmless(_ bytes: [UInt8]) -> Bool {
    // Bytes that are not characters are escaped when they are shown, so none may be left here.
    guard let valid = String(validating: bytes, as: UTF8.self) else { return false }
    // Matched by scalars: a character that joins to the last letter of a sequence does not change
    // the sequence's meaning.
    let text =
      valid
      .replacing(
        /\u{1B}\[(0|(3[1-6]|[123479])(;(3[1-6]|[123479]))*)m/.matchingSemantics(.unicodeScalar),
        with: ""
      )
      .replacing(/\u{1B}\]8;;[!-~]*\u{1B}\\/.matchingSemantics(.unicodeScalar), with: "")
      .replacing(/\r[0-9A-Za-z,.\/ ]*\u{1B}\[K/.matchingSemantics(.unicodeScalar), with: "")
      .replacing(/\r\n/.matchingSemantics(.unicodeScalar), with: "\n")
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
