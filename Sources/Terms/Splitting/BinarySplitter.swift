import Glibc

/// Cuts files that are no text into terms: of pictures and the like, only runs of four characters
/// or more that are folded to ASCII count (Terms.md, Files).
struct BinarySplitter: ~Copyable {
  /// The least length of a term in characters.
  static let minimum = 4

  private let isWord: [Bool] = (0...255).map {
    CharacterTable.shared[UInt32($0)].kind == .letter && $0 < 0x80
  }
  private var word = TermWord()

  /// Gives the terms of a file.
  mutating func split(
    _ file: UnsafeRawBufferPointer, giving receiver: inout some TermReceiver & ~Copyable
  ) {
    // No term begins before this place.
    var floor = 0
    // A term that begins at the floor or after it has its fourth byte here or later.
    var place = Self.minimum - 1
    while place < file.count {
      guard unsafe isWord[Int(file[place])] else {
        place += Self.minimum
        continue
      }
      var (start, end) = (place, place + 1)
      while start > floor, unsafe isWord[Int(file[start - 1])] { start -= 1 }
      while end < file.count, unsafe isWord[Int(file[end])] { end += 1 }
      if end - start >= Self.minimum { unsafe give(file, start..<end, to: &receiver) }
      floor = end
      place = end + Self.minimum
    }
    for letter in Self.oddLetters { unsafe giveWords(with: letter, of: file, to: &receiver) }
  }

  /// The letters outside of ASCII that are folded to one of it: long s, and the sign for kelvin.
  private static let oddLetters: [[UInt8]] = [[0xC5, 0xBF], [0xE2, 0x84, 0xAA]]

  /// Gives the words in which a letter occurs.
  private mutating func giveWords(
    with letter: [UInt8], of file: UnsafeRawBufferPointer,
    to receiver: inout some TermReceiver & ~Copyable
  ) {
    guard let base = file.baseAddress else { return }
    var place = 0
    while place < file.count,
      let found = unsafe memchr(base + place, CInt(letter[0]), file.count - place)
    {
      place = unsafe UnsafeRawPointer(found) - base
      guard unsafe file[place...].starts(with: letter) else {
        place += 1
        continue
      }
      var (start, end) = (place, place + letter.count)
      while let count = unsafe lengthOfLetter(before: start, in: file) { start -= count }
      while let count = unsafe lengthOfLetter(at: end, in: file) { end += count }
      unsafe give(file, start..<end, to: &receiver)
      place = end
    }
  }

  private func lengthOfLetter(at place: Int, in file: UnsafeRawBufferPointer) -> Int? {
    guard place < file.count else { return nil }
    if unsafe isWord[Int(file[place])] { return 1 }
    return Self.oddLetters.first { unsafe file[place...].starts(with: $0) }?.count
  }

  private func lengthOfLetter(before place: Int, in file: UnsafeRawBufferPointer) -> Int? {
    guard place > 0 else { return nil }
    if unsafe isWord[Int(file[place - 1])] { return 1 }
    return Self.oddLetters.first { letter in
      unsafe place >= letter.count && file[(place - letter.count)...].starts(with: letter)
    }?.count
  }

  /// Gives a run of letters, folded, unless it is too short.
  private mutating func give(
    _ file: UnsafeRawBufferPointer, _ run: Range<Int>,
    to receiver: inout some TermReceiver & ~Copyable
  ) {
    word.removeAll()
    var place = run.lowerBound
    var letters = 0
    while place < run.upperBound {
      let (scalar, count) = unsafe UTF8Reading.character(in: file, at: place)
      word.append(CharacterTable.shared[scalar].folded, giving: &receiver)
      place += count
      letters += 1
    }
    if letters >= Self.minimum { word.end(giving: &receiver) }
  }
}
