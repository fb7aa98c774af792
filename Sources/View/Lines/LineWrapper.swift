import Posts

/// Breaks one line of a text into lines that fit a width.
///
/// Lines break at spaces, and between the characters of scripts that are written without them. A
/// piece that is wider than the width stays whole.
struct LineWrapper {
  /// The number of columns that a line may take, 1 or more.
  private let width: Int
  /// The range of the text to break.
  private let text: Range<Int>
  /// The ranges that must not be broken, in order.
  private let addresses: [Range<Int>]
  /// The index of the first address that does not end before the place reached.
  private(set) var nextAddress: Int

  private var lines: [Range<Int>] = []
  private var line: Range<Int>
  private var lineWidth = 0

  init(width: Int, text: Range<Int>, addresses: [Range<Int>], next: Int) {
    self.width = max(width, 1)
    self.text = text
    self.addresses = addresses
    nextAddress = next
    line = text.lowerBound..<text.lowerBound
  }

  /// Returns the lines' ranges; the spaces between lines belong to none of them.
  mutating func lines(of bytes: [UInt8]) -> [Range<Int>] {
    var index = text.lowerBound
    while index < text.upperBound {
      let gap = index
      while index < text.upperBound, bytes[index] == .space { index += 1 }
      let start = index
      var isASCII = true
      while index < text.upperBound, bytes[index] != .space {
        isASCII = isASCII && bytes[index] < 0x80
        index += 1
      }
      if isASCII {
        place(start..<index, width: index - start, after: start - gap)
      } else {
        placePieces(of: bytes[start..<index], after: start - gap)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }

  /// Adds a piece to the line if it fits, else begins the next line with it.
  private mutating func place(_ piece: Range<Int>, width pieceWidth: Int, after gap: Int) {
    if line.isEmpty || lineWidth + gap + pieceWidth <= width {
      line = line.lowerBound..<piece.upperBound
      lineWidth += gap + pieceWidth
    } else {
      lines.append(line)
      line = piece
      lineWidth = pieceWidth
    }
  }

  /// Adds the pieces into which a word may be broken.
  private mutating func placePieces(of word: ArraySlice<UInt8>, after gap: Int) {
    var gap = gap
    var start = word.startIndex
    var end = start
    var pieceWidth = 0
    var previous: Character?
    for character in String(decoding: word, as: UTF8.self) {
      if let previous, !isInAddress(end), mayBreak(between: previous, and: character) {
        place(start..<end, width: pieceWidth, after: gap)
        gap = 0
        start = end
        pieceWidth = 0
      }
      end += character.utf8.count
      pieceWidth += displayWidth(of: character)
      previous = character
    }
    place(start..<word.endIndex, width: pieceWidth, after: gap)
  }

  /// Returns whether an offset lies inside an address; offsets must be asked for in ascending
  /// order.
  private mutating func isInAddress(_ offset: Int) -> Bool {
    while nextAddress < addresses.count, addresses[nextAddress].upperBound <= offset {
      nextAddress += 1
    }
    return nextAddress < addresses.count && addresses[nextAddress].lowerBound < offset
  }
}

/// Returns whether a line may end between two characters of a word.
private func mayBreak(between first: Character, and second: Character) -> Bool {
  guard isIdeographic(first) || isIdeographic(second) else { return false }
  return !neverLast.contains(first) && !neverFirst.contains(second)
}

/// Returns whether a character belongs to a script that is written without spaces: Han, kana,
/// bopomofo, Yi and their punctuation, but not Hangul.
private func isIdeographic(_ character: Character) -> Bool {
  guard let value = character.unicodeScalars.first?.value else { return false }
  switch value {
  case 0x2E80...0xA4CF, 0xF900...0xFAFF, 0xFF01...0xFF9F, 0x1AFF0...0x1B2FF, 0x20000...0x3FFFD:
    return true
  default:
    return false
  }
}

/// Characters that must not end a line.
private let neverLast: Set<Character> = [
  "(", "[", "{", "“", "‘", "（", "［", "｛", "「", "『", "【", "〔", "〈", "《", "〖",
]

/// Characters that must not begin a line.
private let neverFirst: Set<Character> = [
  ")", "]", "}", ",", ".", "!", "?", ":", ";", "”", "’", "…", "‥", "）", "］", "｝", "」", "』", "】",
  "〕", "〉", "》", "〗", "、", "。", "，", "．", "・", "：", "；", "？", "！", "ー", "々", "〻", "ぁ", "ぃ", "ぅ",
  "ぇ", "ぉ", "っ", "ゃ", "ゅ", "ょ", "ゎ", "ァ", "ィ", "ゥ", "ェ", "ォ", "ッ", "ャ", "ュ", "ョ", "ヮ", "ヵ", "ヶ",
]
