/// A receiver of the terms of a text, which may come several times.
protocol TermReceiver: ~Copyable {
  /// Takes a term of 1 to 8 bytes, the first of them lowest in the number, with zeros after the
  /// last.
  mutating func take(short term: UInt64)

  /// Takes a term of 9 to 64 bytes, which are valid until this returns.
  mutating func take(long term: UnsafeRawBufferPointer)

  /// Notes that the text has a character that terms cannot stand for, so that every search has to
  /// read it.
  mutating func takeStrayCharacter()
}

extension TermReceiver where Self: ~Copyable {
  /// Takes a term of 1 to 64 bytes.
  @inline(__always)
  mutating func take(_ term: UnsafeRawBufferPointer) {
    guard term.count <= 8 else { return unsafe take(long: term) }
    var short: UInt64 = 0
    for index in term.indices { short |= unsafe UInt64(term[index]) << (8 * index) }
    take(short: short)
  }
}
