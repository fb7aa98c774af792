package import ArchiveFormat
import Archives
import Entries
import Posts

/// What an index tells of its archive as a whole.
package struct IndexSummary: Equatable, Sendable {
  package let version: IndexVersion
  package let members: Int
  package let posts: Int
  package let files: Int
  /// The frames that members lie in.
  package let frames: Int
  /// The blocks of rows.
  package let blocks: Int
  /// What the frames decode to, in bytes.
  package let tarLength: Int64
  /// The whole file, in bytes, and what of it the index takes.
  package let archiveLength: Int64
  package let indexLength: Int64
  /// How the archive was made.
  package let recipe: Recipe
  /// The SHA-256 over the index which, by the digests in it, stands for the whole content.
  package let digest: Digest
}

extension PostCollection {
  /// Reads the index of an archive, all its bytes checked against its digest.
  ///
  /// - Parameter body: gets each row, with digest and facts, in the order of paths.
  /// - Throws: `StoreError.Code.notFound` where there is none, `.indexUnusable` where it is damaged.
  package func readIndex(
    _ body: (IndexRow) throws -> Void = { _ in }
  ) throws -> IndexSummary {
    if let indexTrouble { throw indexTrouble }
    guard case .indexed(let index) = source else {
      throw StoreError(.notFound, .read, [], in: archiveName ?? name, cause: "it has no index")
    }
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
      version: trailer.version, members: members, posts: posts, files: files,
      frames: (0..<frameCount).count { $0 == 0 || decodedLength(of: $0) > 0 },
      blocks: runs.reduce(0) { $0 + $1.trailer.blocks }, tarLength: trailer.tarLength,
      archiveLength: length,
      indexLength: runs.reduce(0) {
        $0 + Int64($1.trailer.payloadLength + IndexedArchive.skippableHeaderLength)
      },
      recipe: trailer.recipe, digest: trailer.payloadDigest)
  }
}
