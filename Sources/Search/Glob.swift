/// A compiled glob, to be used on any number of threads.
package struct Glob: Sendable {
  /// For names that are UTF-8, in which `?` matches a character.
  fileprivate let ofText: Expression
  /// For all other names, in which `?` matches a byte.
  fileprivate let ofBytes: Expression

  /// Compiles a glob: `*` and `?` match anything but `/`, `**` anything at all, `[…]` a byte or
  /// character of a class; `\` makes the next character literal.
  ///
  /// - Throws: `.badPattern` with the place in the glob, `.outOfMemory`.
  package init(_ text: [UInt8], ignoresCase: Bool = false) throws(SearchError) {
    ofText = try Expression(glob: text, ignoresCase: ignoresCase, isText: true)
    ofBytes = try Expression(glob: text, ignoresCase: ignoresCase, isText: false)
  }

  /// Returns whether the glob matches a whole name; for many names, use a `GlobMatcher`.
  ///
  /// - Throws: `.tooMuchWork`, `.outOfMemory`.
  package func matches(_ name: [UInt8]) throws(SearchError) -> Bool {
    try GlobMatcher(self).matches(name.span)
  }
}

/// Matches a glob against whole names or paths; for use by one thread.
package final class GlobMatcher {
  private let ofText: Matcher
  private let ofBytes: Matcher

  /// Creates a matcher for a glob.
  ///
  /// - Throws: `.outOfMemory`.
  package init(_ glob: Glob) throws(SearchError) {
    ofText = try Matcher(glob.ofText, isForTexts: false)
    ofBytes = try Matcher(glob.ofBytes, isForTexts: false)
  }

  /// Returns whether the glob matches a whole name.
  ///
  /// - Throws: `.tooMuchWork`, `.outOfMemory`.
  package func matches(_ name: Span<UInt8>) throws(SearchError) -> Bool {
    let matcher = name.isUTF8 ? ofText : ofBytes
    return try unsafe name.bytes.withUnsafeBytes { (bytes) throws(SearchError) in
      unsafe try matcher.firstMatch(in: bytes, from: 0) != nil
    }
  }
}
