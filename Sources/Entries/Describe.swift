package import Posts

/// Tells what a post says of itself, from its path and its first bytes.
package typealias Describe = @Sendable (Path, [UInt8]) -> PostFacts

extension PostFacts {
  /// How many bytes of a post are read to describe it: front matter and the first heading stand at
  /// its beginning, and a post larger than this is an accident or an attack.
  package static let describedLength = 1024 * 1024
}
