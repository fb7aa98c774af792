/// Returns the number of terminal columns that a text takes.
///
/// An ASCII character takes one column; a control character counts as one, since its effect is not
/// known here.
package func displayWidth(of text: String) -> Int {
  let bytes = text.utf8.span
  var isPlain = true
  for index in bytes.indices { isPlain = isPlain && bytes[index] < 0x80 && bytes[index] != 0x0D }
  if isPlain { return bytes.count }
  var width = 0
  for character in text { width += displayWidth(of: character) }
  return width
}

extension String {
  /// Returns the text if it fits a number of terminal columns, 0 or more, else as much of its
  /// beginning as fits together with a mark.
  ///
  /// - Parameter mark: The text that stands for what was cut off; left out where it does not fit.
  package func cut(toColumns columns: Int, mark: String) -> String {
    guard displayWidth(of: self) > columns else { return self }
    let mark = displayWidth(of: mark) <= columns ? mark : ""
    var left = columns - displayWidth(of: mark)
    var end = startIndex
    for index in indices {
      left -= displayWidth(of: self[index])
      guard left >= 0 else { break }
      end = self.index(after: index)
    }
    return self[..<end] + mark
  }
}

/// Returns the number of terminal columns that a character takes: 0 for combining and invisible
/// ones, 2 for East Asian wide ones and emoji, else 1.
///
/// The rules are those of Unicode's UAX #11 (wide and fullwidth) and UTS #51 (emoji sequences). A
/// cluster of several spacing letters, as some Indic scripts have, takes the columns of all of
/// them.
package func displayWidth(of character: Character) -> Int {
  if character.utf8.count == 1 { return 1 }
  var width = 0
  var isEmoji = false
  var regionalIndicators = 0
  for scalar in character.unicodeScalars {
    switch scalar.value {
    case 0xFE0F where width > 0, 0x1F3FB...0x1F3FF where width > 0:
      isEmoji = true  // emoji presentation and skin tones belong to the emoji before them
    case 0x200D where width == 2:
      isEmoji = true
    case 0x1F1E6...0x1F1FF:
      regionalIndicators += 1
      width += 1
    default:
      width += displayWidth(of: scalar)
    }
  }
  return isEmoji || regionalIndicators == 2 ? 2 : width
}

/// Returns the number of terminal columns that one scalar takes on its own.
package func displayWidth(of scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x300 { return value == 0xAD ? 0 : 1 }
  if isWide(scalar) { return 2 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  // Vowels and finals of conjoining Hangul are drawn into the syllable's first letter.
  if (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value) { return 0 }
  return scalar.properties.isDefaultIgnorableCodePoint ? 0 : 1
}

/// Returns whether a scalar is wide or fullwidth.
func isWide(_ scalar: Unicode.Scalar) -> Bool {
  let value = scalar.value
  if value < 0x1100 { return false }
  if wideBlocks.contains(where: { $0.contains(value) }) {
    return value != 0x303F && !combiningInWideBlocks.contains(value)
  }
  return scalar.properties.isEmojiPresentation && !(0x1F1E6...0x1F1FF).contains(value)
}

/// The blocks in which all characters are wide (UAX #11, `W` and `F`), apart from emoji.
private let wideBlocks: [ClosedRange<UInt32>] = [
  0x1100...0x115F,  // Hangul initials
  0x2329...0x232A,
  0x2E80...0x33FF,  // radicals, kana, bopomofo, compatibility
  0x3400...0x9FFF,  // ideographs
  0xA000...0xA4CF,  // Yi
  0xA960...0xA97C,
  0xAC00...0xD7A3,  // Hangul syllables
  0xF900...0xFAFF,
  0xFE10...0xFE19,
  0xFE30...0xFE6F,
  0xFF01...0xFF60,  // fullwidth forms
  0xFFE0...0xFFE6,
  0x16FE0...0x16FFF,
  0x17000...0x18DFF,  // Tangut, Khitan
  0x1AFF0...0x1B2FF,  // kana extensions
  0x1F200...0x1F265,
  0x20000...0x3FFFD,
]

/// Marks in wide blocks that are drawn over the character before them.
private let combiningInWideBlocks: Set<UInt32> = [
  0x302A, 0x302B, 0x302C, 0x302D, 0x3099, 0x309A, 0x16FE4,
]
