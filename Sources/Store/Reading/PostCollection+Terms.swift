import ArchiveFormat
import Archives
package import Entries
import Files
import Terms

extension PostCollection {
  /// Opens the terms of an archive.
  ///
  /// - Throws: `StoreError.Code.notFound` if it has none, `.indexUnusable` if they are damaged,
  ///   `.notAnArchive`.
  package func terms() throws(StoreError) -> ArchiveTerms {
    let index = try index(for: .read, orCause: "it has no index")
    try index.checkBytes()
    let readers = try index.terms()
    guard !readers.isEmpty else {
      throw StoreError(
        .notFound, .read, ArgumentText.bytes(of: name),
        cause: "its index has no terms; reindex --terms always writes them")
    }
    return try ArchiveTerms(readers, named: name)
  }
}

/// The terms of an archive: the words that its files hold.
package struct ArchiveTerms {
  private let reader: TermsReader
  private let name: String

  fileprivate init(_ readers: [TermsReader], named name: String) throws(StoreError) {
    self.name = name
    reader = try attempt(
      Self.merged(readers),
      orThrow: { (error: IndexError) in StoreError(unusable: error, in: name) })
  }

  /// Makes one section of those of several segments.
  private static func merged(_ readers: [TermsReader]) throws(IndexError) -> TermsReader {
    if readers.count == 1 { return readers[0] }
    let frames = readers.flatMap(\.covered.ranges).map(\.upperBound).max() ?? 0
    return try TermsReader(
      TermsMerge.merge(readers.map { TermsMerge.Source($0) { $0 } }), frames: frames)
  }

  /// The number of frames that the terms are of.
  package var frameCount: Int { reader.covered.count }

  /// Calls `body` with each term, in the order of their bytes, and the number of frames that hold
  /// it.
  ///
  /// - Parameter prefix: How the terms begin, in any case.
  /// - Throws: `StoreError.Code.indexUnusable`, and what `body` throws.
  package func forEach(
    beginningWith prefix: [UInt8], _ body: ([UInt8], _ frames: Int) throws -> Void
  ) throws {
    do {
      try reader.forEachTerm(beginningWith: prefix, body)
    } catch let error as IndexError {
      throw StoreError(unusable: error, in: name)
    }
  }
}
