/// A file in TOML that is not a post, with the line of each of its keys for messages.
package struct TOMLDocument: Sendable {
  package let fields: [Value.Field]
  private let lines: [[String]: Int]

  /// Reads a file.
  ///
  /// - Throws: `FrontMatterProblem` if it is not TOML, nests too deeply or is too large.
  package init(_ bytes: [UInt8]) throws(FrontMatterProblem) {
    guard bytes.count <= FrontMatterLimit.size else {
      throw FrontMatterProblem("it is larger than \(FrontMatterLimit.size >> 20) MiB")
    }
    let mark = bytes.starts(with: PostSource.byteOrderMark) ? PostSource.byteOrderMark.count : 0
    var lines = Lines(bytes, from: mark)
    while let line = lines.next() {
      if bytes[line.text].contains(0) {
        throw FrontMatterProblem("it contains a NUL byte", line: line.number)
      }
      if !bytes[line.text].span.isUTF8 {
        throw FrontMatterProblem("it is not UTF-8", line: line.number)
      }
    }
    (fields, self.lines) = try TOMLReader.fieldsAndLines(of: bytes[mark...])
  }

  /// Returns the line of a key, or of the table that it is in; nil if neither has its own line.
  package func line(of keys: [String]) -> Int? {
    var keys = keys
    while !keys.isEmpty {
      if let line = lines[keys] { return line }
      keys.removeLast()
    }
    return nil
  }

  /// The greatest size of a file in bytes.
  package static let maximumSize = FrontMatterLimit.size
}
