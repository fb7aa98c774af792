import Posts

/// Makes text safe: shows the bytes that a terminal would obey or hide, and passes all others.
///
/// | bytes | shown as |
/// |---|---|
/// | C0 control characters, DEL | `^[`, `^?` |
/// | tab | itself: it only moves the cursor on |
/// | newline | itself between lines, `^J` within one; CR LF is a newline too |
/// | C1, bidirectional and invisible controls, U+2028, U+2029 | `<U+202E>` |
/// | bytes that are not UTF-8, raw C1 controls among them | `\x9B` |
/// | all other characters beyond ASCII, where a terminal shows only ASCII | `<U+00E9>` |
///
/// Text may come in pieces cut anywhere. The result is for people to read: it looks the same as a
/// text that contains `^[` or `\x9B` literally.
package struct Sanitizer {
  /// What a newline means in the text.
  package enum Lines: Sendable {
    /// The text is one line: a newline in it is shown as `^J`.
    case one

    /// The text has lines of its own: newlines pass.
    case many
  }

  private let lines: Lines
  /// Whether characters beyond ASCII are shown by their numbers.
  private let isASCII: Bool
  /// The end of the last piece, at most three bytes, that only the next piece can decide on.
  private var held: [UInt8] = []

  package init(_ lines: Lines, isASCII: Bool = false) {
    self.lines = lines
    self.isASCII = isASCII
  }

  /// Returns the text as one line that is safe for a terminal.
  package static func line(_ text: String, isASCII: Bool = false) -> String {
    String(decoding: safeBytes(text.utf8.span, .one, isASCII: isASCII), as: UTF8.self)
  }

  /// Returns the bytes as one line of UTF-8 that is safe for a terminal.
  package static func line(_ bytes: [UInt8]) -> String {
    String(decoding: safeBytes(bytes.span, .one), as: UTF8.self)
  }

  /// Returns whole text as UTF-8 that is safe for a terminal.
  package static func safeBytes(
    _ bytes: ByteSpan, _ lines: Lines, isASCII: Bool = false
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var sanitizer = Sanitizer(lines, isASCII: isASCII)
    sanitizer.pass(bytes) { result.append($0) }
    sanitizer.finish { result.append($0) }
    return result
  }

  /// Passes the next piece of a text to `emit`; a stretch without controls is passed without a
  /// copy.
  ///
  /// - Throws: What `emit` throws; the rest of the piece is then lost.
  package mutating func pass<Failure: Error>(
    _ bytes: ByteSpan, to emit: (ByteSpan) throws(Failure) -> Void
  ) throws(Failure) {
    if held.isEmpty { return try passJoined(bytes, isLast: false, to: emit) }
    var joined = held
    held = []
    joined.append(bytes)
    try passJoined(joined.span, isLast: false, to: emit)
  }

  /// Ends the text and passes on the bytes that were kept back.
  ///
  /// - Throws: What `emit` throws.
  package mutating func finish<Failure: Error>(
    _ emit: (ByteSpan) throws(Failure) -> Void
  ) throws(Failure) {
    let rest = held
    held = []
    try passJoined(rest.span, isLast: true, to: emit)
  }

  private mutating func passJoined<Failure: Error>(
    _ bytes: ByteSpan, isLast: Bool, to emit: (ByteSpan) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    var index = 0
    while index < bytes.count {
      switch verdict(on: bytes, at: index, isLast: isLast) {
      case .passes(let length):
        index += length
      case .shown(let replacement, let length):
        if start < index { try emit(bytes.extracting(start..<index)) }
        try emit(replacement.span)
        index += length
        start = index
      case .undecided:
        if start < index { try emit(bytes.extracting(start..<index)) }
        held.append(bytes.extracting(index..<bytes.count))
        return
      }
    }
    if start < index { try emit(bytes.extracting(start..<index)) }
  }

  private enum Verdict {
    case passes(length: Int)
    case shown(as: [UInt8], length: Int)
    case undecided
  }

  @inline(__always)
  private func verdict(on bytes: ByteSpan, at index: Int, isLast: Bool) -> Verdict {
    let byte = bytes[index]
    if byte.isPrintable || byte == .tab { return .passes(length: 1) }
    if byte >= 0x80 { return verdict(onCharacterOf: bytes, at: index, isLast: isLast) }
    if lines == .many {
      if byte == .newline { return .passes(length: 1) }
      if byte == .carriageReturn {
        if index + 1 == bytes.count, !isLast { return .undecided }
        if index + 1 < bytes.count, bytes[index + 1] == .newline { return .passes(length: 2) }
      }
    }
    return .shown(as: [UInt8(ascii: "^"), byte ^ 0x40], length: 1)
  }

  private func verdict(onCharacterOf bytes: ByteSpan, at index: Int, isLast: Bool) -> Verdict {
    switch bytes.decodeScalar(at: index) {
    case .scalar(let scalar, let length):
      guard isASCII || scalar.isHiddenControl else { return .passes(length: length) }
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
      return .shown(as: Array("<U+\(zeros)\(digits)>".utf8), length: length)
    case .incomplete where !isLast:
      return .undecided
    case .incomplete, .invalid:
      // The byte is 0x80 or above, so it always has two digits.
      let digits = String(bytes[index], radix: 16, uppercase: true)
      return .shown(as: Array("\\x\(digits)".utf8), length: 1)
    }
  }
}
