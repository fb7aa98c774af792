import Posts

/// Cuts a text into the words that the search of a site knows.
///
/// Letters and digits in lower case make words. Where a script writes no spaces, each two
/// neighbours are a word (Han, kana, Hangul, Thai, Lao, Khmer). `PromptScript` has the same rules
/// for what a person types.
enum WordSplitter {
  /// The greatest length of a word in characters; what is longer is no word that somebody types.
  static let longestWord = 32

  /// Adds the words of a text to a set.
  static func add(_ text: some StringProtocol, to words: inout Set<String>) {
    var word = String.UnicodeScalarView()
    var count = 0
    var last: Unicode.Scalar?
    func end() {
      if count > 0, count <= longestWord { words.insert(String(word)) }
      word.removeAll(keepingCapacity: true)
      count = 0
    }
    for scalar in text.unicodeScalars {
      if isUnspaced(scalar) {
        end()
        if let last {
          var pair = String.UnicodeScalarView()
          pair.append(last)
          pair.append(scalar)
          words.insert(String(pair))
        }
        last = scalar
        continue
      }
      last = nil
      guard isPartOfWord(scalar) else {
        end()
        continue
      }
      if scalar.isASCII {
        word.append(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value).asciiLowercased))
        count += 1
      } else {
        for part in scalar.properties.lowercaseMapping.unicodeScalars {
          word.append(part)
          count += 1
        }
      }
    }
    end()
  }

  private static func isPartOfWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      let byte = UInt8(truncatingIfNeeded: scalar.value)
      return byte.isLetter || byte.isDigit
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
      return true
    default: return false
    }
  }

  /// Whether a letter is of a script that writes no spaces between words.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E01...0x0E3A, 0x0E40...0x0E4E, 0x0E81...0x0ECD, 0x1780...0x17D3: true
    case 0x3041...0x3096, 0x30A1...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF: true
    case 0xAC00...0xD7A3, 0xF900...0xFAFF, 0x20000...0x3FFFD: true
    default: false
    }
  }
}
