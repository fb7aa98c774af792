/// Cuts texts into terms (Terms.md, Terms); for use by one thread.
struct TermSplitter: ~Copyable {
  private let table = CharacterTable.shared
  private var word = TermWord()

  /// Gives the terms of a text.
  ///
  /// Nearly all texts are mostly words in ASCII, which are taken eight bytes at a time.
  mutating func split(
    _ text: UnsafeRawBufferPointer, giving receiver: inout some TermReceiver & ~Copyable
  ) {
    var place = 0
    let last = text.count - 8
    while place <= last {
      let eight = EightBytes(
        unsafe UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
      let count = eight.wordCount
      if count == 0 {
        let skipped = eight.separatorCount
        place =
          unsafe skipped > 0
          ? place + skipped : splitRuns(of: text, from: place, giving: &receiver)
      } else if count == 8 {
        place = unsafe splitLongWord(of: text, from: place, eight.folded, giving: &receiver)
      } else if eight.isASCII(at: count) {
        receiver.take(short: eight.foldedPrefix(count))
        place += count + 1
      } else {
        place = unsafe splitRuns(of: text, from: place, giving: &receiver)
      }
    }
    while place < text.count {
      place = unsafe splitRuns(of: text, from: place, giving: &receiver)
    }
  }

  /// Gives a word that begins with eight letters of ASCII.
  ///
  /// - Parameter first: The first eight bytes, folded.
  /// - Returns: The place after the word and the separator after it.
  private mutating func splitLongWord(
    of text: UnsafeRawBufferPointer, from start: Int, _ first: UInt64,
    giving receiver: inout some TermReceiver & ~Copyable
  ) -> Int {
    word.removeAll()
    _ = word.append(first, count: 8)
    var place = start + 8
    while place + 8 <= text.count {
      let eight = EightBytes(
        unsafe UInt64(littleEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self)))
      let count = eight.wordCount
      guard word.append(eight.folded, count: count) else { break }
      place += count
      if count == 8 { continue }
      guard eight.isASCII(at: count) else { break }
      word.end(giving: &receiver)
      return place + 1
    }
    // Something else than a plain word: it is taken character by character.
    return unsafe splitRuns(of: text, from: start, giving: &receiver)
  }

  /// Gives the terms from a place up to the next separator in ASCII or the end of the text.
  ///
  /// - Returns: The place after that separator.
  private mutating func splitRuns(
    of text: UnsafeRawBufferPointer, from start: Int,
    giving receiver: inout some TermReceiver & ~Copyable
  ) -> Int {
    word.removeAll()
    var run = TermRun()
    var place = start
    while place < text.count {
      let (scalar, count) = unsafe UTF8Reading.character(in: text, at: place)
      let properties = table[scalar]
      let kind = properties.kind
      if kind != run.kind {
        unsafe run.end(at: place, of: text, giving: &receiver)
        word.end(giving: &receiver)
        run = TermRun(kind, from: place)
      }
      switch kind {
      case .separator:
        if scalar < 0x80, count == 1, unsafe text[place] < 0x80 { return place + 1 }
        if scalar == CharacterTable.iotaMark { receiver.takeStrayCharacter() }
      case .letter, .joined: word.append(properties.folded, giving: &receiver)
      case .two, .three:
        unsafe run.append(place..<(place + count), of: text, giving: &receiver)
      }
      place += count
    }
    unsafe run.end(at: place, of: text, giving: &receiver)
    word.end(giving: &receiver)
    return place
  }
}

/// A run of characters of a script without spaces, of which two or three neighbours are a term.
private struct TermRun {
  let kind: CharacterKind
  /// The number of characters so far, as far as it matters.
  private var count = 0
  /// The places of the last character and of the one before it.
  private var places: (last: Int, before: Int)

  init(_ kind: CharacterKind = .separator, from place: Int = 0) {
    self.kind = kind
    places = (place, place)
  }

  /// Takes the next character, and gives the term that it ends.
  mutating func append(
    _ character: Range<Int>, of text: UnsafeRawBufferPointer,
    giving receiver: inout some TermReceiver & ~Copyable
  ) {
    count += 1
    if count >= kind.neighbours {
      let start = kind == .two ? places.last : places.before
      unsafe receiver.take(UnsafeRawBufferPointer(rebasing: text[start..<character.upperBound]))
    }
    places = (character.lowerBound, count == 1 ? character.lowerBound : places.last)
  }

  /// Gives a run that is too short for a term of its own as it is.
  func end(
    at place: Int, of text: UnsafeRawBufferPointer,
    giving receiver: inout some TermReceiver & ~Copyable
  ) {
    guard count > 0, count < kind.neighbours else { return }
    unsafe receiver.take(UnsafeRawBufferPointer(rebasing: text[places.before..<place]))
  }
}
