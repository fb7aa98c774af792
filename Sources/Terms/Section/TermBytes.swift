import ArchiveFormat

/// A term that is read after another one.
struct TermBytes: Sendable {
  private(set) var bytes = [UInt8](repeating: 0, count: TermWord.maximum)
  private(set) var count = 0

  var array: [UInt8] { Array(bytes[..<count]) }

  /// Returns whether the term comes before another one.
  func precedes(_ other: [UInt8]) -> Bool {
    bytes[..<count].lexicographicallyPrecedes(other)
  }

  /// Returns whether the term comes before another one.
  func precedes(_ other: TermBytes) -> Bool {
    bytes[..<count].lexicographicallyPrecedes(other.bytes[..<other.count])
  }

  /// Returns whether the term has bytes at an index.
  ///
  /// - Parameter start: At least 0; the bytes may reach beyond the end of the term.
  func has(_ part: [UInt8], at start: Int) -> Bool {
    guard start + part.count <= count else { return false }
    for index in part.indices where bytes[start + index] != part[index] { return false }
    return true
  }

  /// Returns whether the term has bytes anywhere.
  func contains(_ part: [UInt8]) -> Bool {
    guard part.count <= count else { return false }
    return (0...(count - part.count)).contains { has(part, at: $0) }
  }

  /// Reads the next term.
  ///
  /// - Throws: `.damaged`, also if it does not come after the one before.
  mutating func readNext(_ cursor: inout BlockCursor) throws(IndexError) {
    let shared = try cursor.count(upTo: count)
    let rest = try cursor.counted()
    guard !rest.isEmpty, shared + rest.count <= bytes.count else {
      throw .damagedTerms("a term has a wrong length")
    }
    guard shared == count || cursor.bytes[rest.lowerBound] > bytes[shared] else {
      throw .damagedTerms("its terms are not sorted")
    }
    count = shared
    for index in rest {
      bytes[count] = cursor.bytes[index]
      count += 1
    }
  }
}

extension [UInt8] {
  /// Appends a term as one that follows another.
  mutating func append(term: [UInt8], after before: [UInt8]) {
    var shared = 0
    while shared < Swift.min(term.count, before.count), term[shared] == before[shared] {
      shared += 1
    }
    append(varint: UInt64(shared))
    append(counted: term[shared...])
  }
}
