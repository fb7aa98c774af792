package import SystemPackage

/// A file outside the collection that is read whole: a list of paths or of patterns, or a script.
package enum OutsideFile {
  /// Returns the bytes of a file; the name `-` is standard input.
  package static func bytes(of name: String) throws(Errno) -> [UInt8] {
    try bytes(of: name == "-" ? OpenFile.standardInput() : OpenFile.open(name))
  }

  /// Returns the rest of the bytes of an open file.
  package static func bytes(of file: OpenFile) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    let buffer = ReadBuffer()
    while case let count = unsafe try file.read(into: buffer.bytes), count > 0 {
      unsafe bytes.append(contentsOf: buffer.bytes[..<count])
    }
    return bytes
  }

  /// Splits a text into its lines, without their ends and without a byte-order mark.
  ///
  /// A line may end in CR LF, as programs on other systems write it.
  package static func lines(of text: [UInt8]) -> [[UInt8]] {
    var lines = withoutMark(text[...]).split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines.map { Array(withoutReturn($0)) }
  }

  /// Returns a line without the CR of a CR LF.
  package static func withoutReturn(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    line.last == 0x0D ? line.dropLast() : line
  }

  /// Returns the beginning of a text without the byte-order mark (Unicode 16, 23.8).
  package static func withoutMark(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    text.starts(with: [0xEF, 0xBB, 0xBF]) ? text.dropFirst(3) : text
  }
}
