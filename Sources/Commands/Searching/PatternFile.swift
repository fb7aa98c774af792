import Archives
import Entries
import Files
import Posts
import Terminal

/// A file with one pattern on each line, for `-f`.
enum PatternFile {
  /// Reads the patterns. An empty line is a pattern that matches every line (grep(1)).
  ///
  /// - Parameter name: a file outside the collection; `-` for standard input.
  /// - Throws: `StoreError.Code.unreadable`.
  static func patterns(of name: String) throws(StoreError) -> [[UInt8]] {
    let bytes = try OutsideFile.bytes(reading: name)
    var lines = bytes.split(separator: .newline, omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines.map { Array($0.last == .carriageReturn ? $0.dropLast() : $0) }
  }
}
