import CollectionSupport
import History
import Posts
import TestSupport
import Testing

/// A file is not read if nothing about it has changed since the snapshot before.
struct UnreadFileTests {
  /// - Parameters:
  ///   - begun: the time that the first snapshot claims, in seconds since 1970.
  ///   - written: the time that its archive claims.
  @Test(arguments: [
    (4_000_000_000, 4_000_000_000, false), (1_700_000_000, 4_000_000_000, true),
    (4_000_000_000, 1_700_000_000, true),
  ])
  func `a file is read unless its last change was before snapshot and archive`(
    begun: Int64, written: Int, isRead: Bool
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a.md", "first", modified: 1_600_000_000)
    var options = Backup.Options(
      time: begun, describe: { path, _ in PostFacts(path: path, frontMatter: nil) })
    _ = try Backup(try folder.collection("in"), options: options, context: .failing)
      .run(to: folder.path("h.tar.zst"))
    try folder.setTime("h.tar.zst", written)
    try folder.write("in/a.md", "FIRST", modified: 1_600_000_000)
    options.time += 10
    let again = try Backup(try folder.collection("in"), options: options, context: .failing)
      .run(to: folder.path("h.tar.zst"))
    #expect(again.isMade == isRead)
  }
}
