import Foundation
package import TestSupport
package import Testing

/// A snapshot as `snapshots --json` lists it, and `backup --json` the one that it makes.
package struct ReportedSnapshot: Decodable {
  package let snapshot: Int
  package let time: String
  package let message: String?
  package let posts: Int
  package let new: Int
  package let changed: Int
  package let removed: Int
  package let touched: Int
  package let unread: [String]?
  package let archive: String?
  package let made: Bool?
  package let bytesAdded: Int?

  package init(json: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
  }

  /// The numbers of new, changed, removed and touched posts.
  package var changes: [Int] { [new, changed, removed, touched] }
}

extension TemporaryFolder {
  /// Returns the snapshots of an archive, as `snapshots --json` lists them.
  package func snapshots(_ archive: String) throws -> [ReportedSnapshot] {
    let listed = try blogsh("snapshots", "--json", archive)
    try #require(listed.end == .status(0) && listed.errors == "", "\(listed.testDescription)")
    return try listed.lines.map { try ReportedSnapshot(json: $0) }
  }

  /// Expects only these names in the folder, and so no temporary file that was left behind.
  package func expectNames(_ names: String..., sourceLocation: SourceLocation = #_sourceLocation)
    throws
  {
    #expect(try self.names() == names, sourceLocation: sourceLocation)
  }
}
