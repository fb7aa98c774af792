/// The amount of work that lies ahead, as far as it is known.
package struct Totals: Equatable, Sendable {
  package var posts: Int?
  /// The length of all contents together in bytes.
  package var bytes: Int?

  package init(posts: Int? = nil, bytes: Int? = nil) {
    self.posts = posts
    self.bytes = bytes
  }

  /// Returns the totals of two pieces of work, as far as those of both are known.
  package static func + (one: Totals, other: Totals) -> Totals {
    Totals(
      posts: one.posts.flatMap { posts in other.posts.map { posts + $0 } },
      bytes: one.bytes.flatMap { bytes in other.bytes.map { bytes &+ $0 } })
  }
}
