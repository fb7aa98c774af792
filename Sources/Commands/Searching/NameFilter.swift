import Posts
import Search

/// The conditions of `find` on names and paths.
///
/// If there are any globs, at least one of either kind must match.
struct NameFilter: Sendable {
  /// Globs that match last components.
  var globs: [NameGlob] = []
  /// Globs with a `/`, which match whole paths.
  var globsOfPaths: [NameGlob] = []
  /// Extensions in lower case (of ASCII), without their dot; if there are any, a name must have one
  /// of them.
  var extensions: [[UInt8]] = []
}

/// A check of paths against a filter; for use by one thread.
struct NameMatcher {
  private let extensions: [[UInt8]]
  private let globs: [NameGlobMatcher]
  private let globsOfPaths: [NameGlobMatcher]

  /// - Throws: `SearchError.Code.outOfMemory`.
  init(_ filter: NameFilter) throws(SearchError) {
    func matchers(_ globs: [NameGlob]) throws(SearchError) -> [NameGlobMatcher] {
      var matchers: [NameGlobMatcher] = []
      for glob in globs { matchers.append(try NameGlobMatcher(glob)) }
      return matchers
    }
    extensions = filter.extensions
    globs = try matchers(filter.globs)
    globsOfPaths = try matchers(filter.globsOfPaths)
  }

  /// Returns whether a path meets the conditions.
  ///
  /// - Throws: `SearchError` if a glob needs too much work.
  func fits(_ path: Span<UInt8>) throws(SearchError) -> Bool {
    if !extensions.isEmpty, !hasExtension(path) { return false }
    if globs.isEmpty, globsOfPaths.isEmpty { return true }
    if !globs.isEmpty {
      let name = path.extracting(path.lastComponent)
      for glob in globs where try glob.matches(name) { return true }
    }
    for glob in globsOfPaths where try glob.matches(path) { return true }
    return false
  }

  private func hasExtension(_ path: Span<UInt8>) -> Bool {
    guard let place = path.fileExtension else { return false }
    return extensions.contains { known in
      known.count == place.count
        && place.indices.allSatisfy {
          path[$0].asciiLowercased == known[$0 - place.lowerBound]
        }
    }
  }
}
