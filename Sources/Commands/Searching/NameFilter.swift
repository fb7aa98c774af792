import Posts
import Search

/// What `find` asks of a name, told from the bytes of a path.
struct NameFilter: Sendable {
  /// Globs of which one has to match.
  var globs: [Glob] = []
  /// Globs with a `/`, which stand for whole paths and not for last components.
  var globsOfPaths: [Glob] = []
  /// Extensions, in lower case (of ASCII) and without their dot, of which a name has to have one.
  var extensions: [[UInt8]] = []
}

/// Tells which names fit; for use by one thread.
struct NameMatcher {
  private let extensions: [[UInt8]]
  private let globs: [GlobMatcher]
  private let globsOfPaths: [GlobMatcher]

  /// - Throws: `SearchError.Code.outOfMemory`.
  init(_ filter: NameFilter) throws(SearchError) {
    func matchers(_ globs: [Glob]) throws(SearchError) -> [GlobMatcher] {
      var matchers: [GlobMatcher] = []
      for glob in globs { matchers.append(try GlobMatcher(glob)) }
      return matchers
    }
    extensions = filter.extensions
    globs = try matchers(filter.globs)
    globsOfPaths = try matchers(filter.globsOfPaths)
  }

  /// - Throws: `SearchError` where a glob asks for too much.
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
