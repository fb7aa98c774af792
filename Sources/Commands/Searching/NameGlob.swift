import Posts
import Search

/// A glob for names, which also matches names that are canonically equivalent to those that it
/// matches: `é` is one code point where it is typed, and two in names that macOS made.
struct NameGlob: Sendable {
  fileprivate let exact: Glob
  /// The glob for names with composed letters.
  fileprivate let composed: Glob

  /// - Throws: as `Glob`.
  init(_ text: [UInt8], ignoresCase: Bool = false) throws(SearchError) {
    exact = try Glob(text, ignoresCase: ignoresCase)
    composed =
      if let text = text.span.composed { try Glob(text, ignoresCase: ignoresCase) } else { exact }
  }

  /// Returns whether the glob matches a whole name; for many names, use a `NameGlobMatcher`.
  ///
  /// - Throws: as `Glob.matches`.
  func matches(_ name: [UInt8]) throws(SearchError) -> Bool {
    try NameGlobMatcher(self).matches(name.span)
  }
}

/// Matches a glob against whole names or paths; for use by one thread.
struct NameGlobMatcher {
  private let exact: GlobMatcher
  private let composed: GlobMatcher

  /// - Throws: as `GlobMatcher`.
  init(_ glob: NameGlob) throws(SearchError) {
    exact = try GlobMatcher(glob.exact)
    composed = try GlobMatcher(glob.composed)
  }

  /// Returns whether the glob matches a whole name.
  ///
  /// - Throws: as `GlobMatcher.matches`.
  func matches(_ name: Span<UInt8>) throws(SearchError) -> Bool {
    if try exact.matches(name) { return true }
    guard let text = name.composed else { return false }
    return try composed.matches(text.span)
  }
}
