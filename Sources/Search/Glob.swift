/// Holds a glob compiled, to be matched against whole names or paths on any number of threads.
package struct Glob: Sendable {
  /// For names that are UTF-8, where `?` stands for a character.
  private let ofText: Expression
  /// For all others, where it stands for a byte.
  private let ofBytes: Expression

  /// Compiles a glob: `*` and `?` stand for anything but `/`, `**` for anything at all, `[…]` for a
  /// byte or character of a class, `\\` takes the meaning from what follows.
  ///
  /// - Throws: `.badPattern` with the place in the glob, `.outOfMemory`.
  package init(_ text: [UInt8], ignoresCase: Bool = false) throws(SearchError) {
    ofText = try Expression(glob: text, ignoresCase: ignoresCase, isText: true)
    ofBytes = try Expression(glob: text, ignoresCase: ignoresCase, isText: false)
  }

  /// Tells whether a whole name is one that the glob stands for.
  ///
  /// - Throws: `.tooMuchWork`, `.outOfMemory`.
  package func matches(_ name: [UInt8]) throws(SearchError) -> Bool {
    let matcher = try Matcher(name.span.isUTF8 ? ofText : ofBytes, isForTexts: false)
    return try unsafe name.span.bytes.withUnsafeBytes { (bytes) throws(SearchError) in
      unsafe try matcher.firstMatch(in: bytes, from: 0) != nil
    }
  }
}
