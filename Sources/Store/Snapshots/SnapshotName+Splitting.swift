extension SnapshotName {
  /// Splits a text at its last `@` into the name of a file and the name of a snapshot. Returns nil
  /// if nothing precedes the `@`, or the part after it names no snapshot.
  ///
  /// A file may have the whole text as its name, and then it is meant: try to open that first.
  package static func split(_ text: [UInt8]) -> (file: [UInt8], snapshot: SnapshotName)? {
    guard let separator = text.lastIndex(of: UInt8(ascii: "@")), separator > 0,
      let name = SnapshotName(text[(separator + 1)...])
    else { return nil }
    return (Array(text[..<separator]), name)
  }
}
