package import Posts

/// Returns the facts that a post states about itself, from its path and its first bytes.
package typealias Describe = @Sendable (Path, [UInt8]) -> PostFacts

extension PostFacts {
  /// The number of bytes of a post that are read to describe it. Front matter and the first heading
  /// are at its beginning, and a post larger than this is an accident or an attack.
  package static let describedLength = 1024 * 1024
}

/// The beginning of a content, as much of it as describes a post.
package struct ContentBeginning: Sendable {
  package let bytes: [UInt8]
  /// The length of the whole content in bytes.
  package let size: Int64

  package init(bytes: [UInt8], size: Int64) {
    self.bytes = bytes
    self.size = size
  }
}

/// Returns the beginning of the content that links lead to from a path; nil if there is none.
package typealias ReadBeginning = @Sendable (Path) -> ContentBeginning?

extension ListedEntry {
  /// Describes a link with the name of a post: its date and draft mark come from its own path, and
  /// all else from the content that it leads to.
  ///
  /// - Parameter beginning: the beginning of that content; nil if there is none, or if it cannot be
  ///   read. Then the facts that are known already stay.
  package mutating func describe(as beginning: ContentBeginning?, by describe: Describe) {
    guard let beginning else {
      facts = facts ?? describe(entry.path, [])
      return
    }
    facts = describe(entry.path, beginning.bytes)
    entry.size = beginning.size
  }
}
