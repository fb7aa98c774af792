package import ArchiveFormat
import Archives
import Entries
import Posts

/// The facts about an archive as a whole, according to its index.
package struct IndexSummary: Equatable, Sendable {
  /// The sections of the newest index.
  package let sections: [IndexSection]
  package let members: Int
  package let posts: Int
  package let files: Int
  /// The number of frames that hold the tar.
  package let frames: Int
  /// The number of blocks of rows.
  package let blocks: Int
  /// The length in bytes that the frames decode to.
  package let tarLength: Int64
  /// The length in bytes of the whole file, and that of the index in it.
  package let archiveLength: Int64
  package let indexLength: Int64
  /// The recipe by which the archive was made.
  package let recipe: Recipe
  /// The root of the index, which covers the whole content by the digests in the index.
  package let root: Digest
}

extension PostCollection {
  /// Reads the index of an archive, and checks all its bytes against its digest.
  ///
  /// - Parameter body: receives each row, with digest and facts, in the order of paths.
  /// - Throws: `StoreError.Code.notFound` if there is no index, `.indexUnusable` if it is damaged,
  ///   `.notAnArchive`.
  package func readIndex(_ body: (IndexRow) throws -> Void = { _ in }) throws -> IndexSummary {
    let index = try index(for: .read, orCause: "it has no index")
    try index.checkBytes()
    var (members, files, posts) = (0, 0, 0)
    var rows = index.rows(with: [.digests, .facts])
    while let row = try rows.next() {
      members += 1
      if row.entry.kind == .file { files += 1 }
      if row.entry.isPost { posts += 1 }
      try body(row)
    }
    return index.summary(members: members, files: files, posts: posts)
  }
}

extension ArchiveIndex {
  fileprivate func summary(members: Int, files: Int, posts: Int) -> IndexSummary {
    IndexSummary(
      sections: trailer.sections, members: members, posts: posts, files: files,
      frames: (0..<frameCount).count { $0 == 0 || decodedLength(of: $0) > 0 },
      blocks: segments.reduce(0) { $0 + $1.trailer.blocks }, tarLength: trailer.tarLength,
      archiveLength: length,
      indexLength: segments.reduce(0) {
        $0 + Int64($1.trailer.payloadLength + IndexedArchive.skippableHeaderLength)
      },
      recipe: trailer.recipe, root: trailer.root)
  }
}
