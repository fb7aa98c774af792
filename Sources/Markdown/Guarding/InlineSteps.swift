import Posts

/// The number of steps that the parser may take for the links, the images and the emphasis of a
/// document.
///
/// A link, an image and a reference to a footnote each go back through all marks of emphasis and
/// all images that were opened before it in its paragraph. A mark of emphasis that has no partner
/// close by may go back through all others like it.
struct InlineSteps {
  /// The greatest number of steps. Each may take ten nanoseconds, since the parser's lists are
  /// linked and soon too long for a cache.
  private static let most = 60_000_000

  private var steps = 0
  private var closingBrackets = 0
  /// The number of marks of emphasis and of beginnings of images in the paragraph.
  private var openers = 0
  /// The number of marks of emphasis without a partner close by.
  private var singles = 0
  /// The place of the mark that closes the last pair that was found.
  private var partner = -1

  /// Whether they would take too long.
  var areTooMany: Bool { steps > Self.most }

  mutating func endParagraph() {
    steps += closingBrackets * openers + singles * singles
    (closingBrackets, openers, singles) = (0, 0, 0)
  }

  mutating func takeClosingBracket() { closingBrackets += 1 }

  /// Takes the beginning of an image.
  mutating func takeImage() { openers += 1 }

  /// Takes a byte that may mark emphasis: `*`, `_` or `~`.
  mutating func takeMark(_ bytes: [UInt8], at index: Int, in line: Range<Int>) {
    let before = index > line.lowerBound ? bytes[index - 1] : .space
    // Of several in a row, the first stands for all.
    guard before != bytes[index] else { return }
    let rest = bytes[index..<line.upperBound]
    let length = rest.prefix { $0 == bytes[index] }.count
    let after = rest.dropFirst(length).first ?? .space
    if before.isWhiteSpace, after.isWhiteSpace { return }
    // An underscore within a word marks nothing (CommonMark 0.30, 6.2).
    if bytes[index] == UInt8(ascii: "_"), before.isAlphanumeric, after.isAlphanumeric { return }
    openers += 1
    guard index != partner else { return }
    if before.isWhiteSpace, after.isAlphanumeric,
      let closer = closer(in: rest.dropFirst(length), of: rest.prefix(length))
    {
      partner = closer
    } else {
      singles += 1
    }
  }

  /// Returns the place of the mark that closes another for certain, before anything that could
  /// come between them; nil if there is none.
  private func closer(
    in rest: ArraySlice<UInt8>, of opener: ArraySlice<UInt8>
  ) -> Int? {
    guard let end = rest.firstIndex(where: { Self.special.contains($0) }),
      rest[end...].prefix(while: { $0 == rest[end] }) == opener
    else { return nil }
    let after = rest[end...].dropFirst(opener.count).first ?? .space
    let (isWord, isEnd) = (rest[end - 1].isAlphanumeric, Self.punctuation.contains(rest[end - 1]))
    return (isWord || isEnd) && (after.isWhiteSpace || Self.punctuation.contains(after)) ? end : nil
  }

  private static let special = Set("*_~`<>[]()|\\&".utf8)
  private static let punctuation = Set(".,;:!?".utf8)
}

extension UInt8 {
  fileprivate var isAlphanumeric: Bool { isLetter || isDigit }
}
