import Foundation

/// What `snapshots --json` tells of a snapshot, and `backup --json` of the one it makes.
struct ToldSnapshot: Decodable {
  let snapshot: Int
  let time: String
  let message: String?
  let posts: Int
  let new: Int
  let changed: Int
  let removed: Int
  let touched: Int
  let unread: [String]?
  let archive: String?
  let made: Bool?
  let bytesAdded: Int?

  init(json: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(json.utf8)) }

  /// New, changed, removed, touched.
  var changes: [Int] { [new, changed, removed, touched] }
}
