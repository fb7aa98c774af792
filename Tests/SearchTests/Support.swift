import Search
import TestSupport

/// Returns the numbers of the lines that a query selects, from 1.
func numbers(_ query: Query, in text: [UInt8]) throws -> [Int] {
  try lines(query, in: text).map(\.number)
}

/// A line that was found: its number from 1, its text, and the parts of it that match.
struct FoundLine: Equatable {
  let number: Int
  let text: [UInt8]
  let matches: [[UInt8]]
}

func lines(_ query: Query, in text: [UInt8]) throws -> [FoundLine] {
  let searcher = try Searcher(CompiledQuery(query))
  return try text.withUnsafeBytes { bytes in
    var cursor = searcher.lines(of: bytes)
    var found: [FoundLine] = []
    while let line = try cursor.next() {
      found.append(
        FoundLine(
          number: 1 + text[..<line.lowerBound].count { $0 == 0x0A }, text: Array(text[line]),
          matches: try searcher.matches(in: bytes, line: line).map { Array(text[$0]) }))
    }
    return found
  }
}

/// Returns the error that a closure throws; nil if it throws none.
func failure(_ body: () throws -> Void) -> SearchError? {
  do {
    try body()
    return nil
  } catch {
    return error as? SearchError
  }
}

extension Query {
  /// Creates a query for patterns given as text.
  init(_ patterns: String...) { self.init(patterns.map { Array($0.utf8) }) }

  /// Returns the query after a change.
  func with(_ change: (inout Query) -> Void) -> Query {
    var query = self
    change(&query)
    return query
  }
}
