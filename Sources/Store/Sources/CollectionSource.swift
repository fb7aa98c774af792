package import Archives
package import Entries
package import Files
package import Posts

/// A tree of posts, as it is kept: in a folder, in an archive that is read from its beginning, or
/// in one with an index.
///
/// `PostCollection` asks, and says what each question means. A new conformer answers all questions;
/// of the accessors it answers those for what it has, for whoever can do better with that. It may
/// throw `StoreError.Code.indexUnusable` from any answer but that of `visitFiles`; if it has an
/// `archive`, that is asked instead.
package protocol CollectionSource: Sendable {
  /// The folder; nil for a tree that is kept otherwise.
  var folder: FolderDescriptor? { get }

  /// The archive without its index; nil for a tree that is kept otherwise.
  var archive: ScannedSource? { get }

  /// The index of the archive; nil if there is none that can be used.
  var index: ArchiveIndex? { get }

  /// How much may come out of an archive; kept and not asked for by what is none.
  var limits: Limits { get set }

  /// Returns what is at a path other than the root, with no link followed; nil for nothing.
  func entry(at path: Path) throws(StoreError) -> Entry?

  /// Lists what is at and below some paths; those that do not exist are not reported.
  func catalog(
    below paths: [Path], depth: Int, describe: Describe?, interruption: Interruption,
    report: @escaping Report
  ) throws(StoreError) -> Catalog

  /// Lists what is directly in a folder, by names that begin with some bytes.
  func children(
    of folder: Path, beginningWith beginning: [UInt8], limit: Int, interruption: Interruption
  ) throws(StoreError) -> [Child]

  /// Gets the contents of some paths ready.
  func contents(
    of paths: [Path], interruption: Interruption, report: @escaping Report
  ) throws(StoreError) -> LocatedContents

  /// Returns the selected entries with their contents.
  func stream(
    _ selection: Selection, interruption: Interruption, report: @escaping Report
  ) throws(StoreError) -> any MemberStream

  /// Has every file at and below some paths visited.
  func visitFiles<Visitor: FileVisitor>(
    _ paths: [Path], by visiting: FileVisiting<Visitor>, take: (Visitor.Output) throws -> Void
  ) throws
}

extension CollectionSource {
  package var folder: FolderDescriptor? { nil }

  package var archive: ScannedSource? { nil }

  package var index: ArchiveIndex? { nil }
}
