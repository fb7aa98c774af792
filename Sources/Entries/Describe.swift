package import Posts

/// Returns the facts that a post states about itself, from its path and its first bytes.
package typealias Describe = @Sendable (Path, [UInt8]) -> PostFacts

extension PostFacts {
  /// The number of bytes of a post that are read to describe it. Front matter and the first heading
  /// are at its beginning, and a post larger than this is an accident or an attack.
  package static let describedLength = 1024 * 1024
}
