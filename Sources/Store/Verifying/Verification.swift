/// Reads an archive to its end, to say whether it is whole.
package struct Verification {
  /// What was read.
  package struct Summary: Equatable, Sendable {
    package var members = 0
    package var posts = 0
    /// The bytes of all contents together.
    package var bytes: Int64 = 0

    package init() {}
  }

  private let archive: PostCollection
  private let interruption: Interruption
  private let report: Report

  /// - Parameter report: told of members that can be read, but whose path is refused.
  package init(
    _ archive: PostCollection, interruption: Interruption = .never, report: @escaping Report
  ) {
    self.archive = archive
    self.interruption = interruption
    self.report = report
  }

  /// Reads every member to its end.
  ///
  /// - Parameter read: told after each member how much has been read.
  /// - Throws: `StoreError.Code.damaged` and the like, at the first damage that cannot be read over.
  package func verify(read: (Summary) -> Void = { _ in }) throws(StoreError) -> Summary {
    guard case .archive(let file) = archive.source else {
      throw StoreError(
        .notAnArchive, .verify, Array(archive.name.utf8), cause: "it is a folder")
    }
    let scan = try archive.scan(
      file, .everything, for: .verify, interruption: interruption, report: report)
    var summary = Summary()
    while let entry = try scan.next() {
      summary.members += 1
      if entry.isPost { summary.posts += 1 }
      while let piece = try scan.nextPiece() { summary.bytes += piece.count }
      read(summary)
    }
    return summary
  }
}
