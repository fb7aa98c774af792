/// What a hostile post or name would have a terminal do, and whether one was told to.
package enum HostileText {
  /// OSC 52 (the clipboard), a window title, a raw C1 control, bidirectional overrides.
  package static let sample =
    "\u{1B}]52;c;aGFjaw==\u{7}\u{1B}]0;pwned\u{7}\u{9B}31m\u{202E}reversed\u{2066}x"

  /// What terminals obey, or may, each in a form of its own (ECMA-48; xterm's ctlseqs; Unicode 5.23).
  private static let attacks: [[UInt8]] =
    [
      // A window title, the clipboard, a link, a colour asked for, an image, by either end of a string.
      "\u{1B}]0;pwned\u{7}", "\u{1B}]52;c;aGFjaw==\u{1B}\\", "\u{1B}]8;;file:etc\u{7}",
      "\u{1B}]4;1;?\u{7}", "\u{1B}P0;1|17.tar\u{1B}\\", "\u{1B}_Gf=100;AAAA\u{1B}\\",
      "\u{1B}^x\u{1B}\\",
      // The screen cleared, the cursor moved, answers asked for, keys redefined, other character sets.
      "\u{1B}[2J", "\u{1B}[1;1H", "\u{1B}[6n", "\u{1B}[c", "\u{1B}[>c", "\u{1B}[?1049h",
      "\u{1B}[0;59;\"x\"p",
      "\u{1B}c", "\u{1B}#8", "\u{1B}(0", "\u{1B}N", "\u{1B}[31m", "\u{1B}[8m", "\u{E}", "\u{F}",
      "\u{5}",
      // Lines written over, and what does it from the upper half of Latin 1.
      "\r", "\u{8}\u{8}", "\u{B}", "\u{C}", "\u{7F}", "\u{85}", "\u{9B}2J", "\u{9D}0;x\u{9C}",
      "\u{90}x\u{9C}",
      // Text that reads in another order than it stands in, ends of lines that are none, nothing at all.
      "\u{202E}", "\u{2066}", "\u{2069}", "\u{200F}", "\u{61C}", "\u{2028}", "\u{2029}", "\u{200B}",
      "\u{FEFF}", "\u{E0041}", "\u{FE0F}", "e\u{301}\u{301}\u{301}",
    ].map { Array($0.utf8) }
    // Bytes that are no character, and controls that terminals without UTF-8 obey.
    + [
      [0x9B], [0x9D, 0x30, 0x3B], [0xC0, 0x9B], [0xE0, 0x80, 0x9B], [0xED, 0xA0, 0x80], [0xFF],
      [0xC2],
    ]

  /// Puts together what is hostile, as it comes, without a slash, a line end or a NUL.
  ///
  /// - Parameter length: how many bytes it may have.
  package static func random(atMost length: Int, _ generator: inout FixedGenerator) -> [UInt8] {
    var text = Array("pwned".utf8)
    while true {
      var next = attacks[generator.below(attacks.count)]
      if generator.below(3) == 0 { next += Array("ab 1;m\\[]x".utf8).shuffled(using: &generator) }
      guard text.count + next.count <= length else { return text }
      text += next
    }
  }

  /// Whether bytes hold nothing that a terminal obeys but line ends, and just the styles, the links
  /// and the line of progress that blogsh makes itself.
  package static func isHarmless(_ bytes: [UInt8]) -> Bool {
    // Bytes that are no characters are shown as such, so that none is left to be replaced here.
    guard let valid = String(validating: bytes, as: UTF8.self) else { return false }
    // By scalars: what is joined to the last letter of a sequence does not change what that says.
    let text =
      valid
      .replacing(
        /\u{1B}\[(0|32|35|1;31|(1|3|9|36)(;(3|9|36))*)m/.matchingSemantics(.unicodeScalar), with: ""
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
