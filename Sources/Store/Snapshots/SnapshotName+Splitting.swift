extension SnapshotName {
  /// Parts what a person wrote at its last `@`: the name of a file, and of a snapshot in it; nil where
  /// what stands behind that is no name of a snapshot, or nothing stands before.
  ///
  /// A file may be named so all over, and then it is the one that is meant: ask for it first.
  package static func split(_ text: [UInt8]) -> (file: [UInt8], snapshot: SnapshotName)? {
    guard let separator = text.lastIndex(of: UInt8(ascii: "@")), separator > 0,
      let name = SnapshotName(text[(separator + 1)...])
    else { return nil }
    return (Array(text[..<separator]), name)
  }
}
