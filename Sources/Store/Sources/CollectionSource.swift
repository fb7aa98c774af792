package import Archives
package import Entries
package import Files
package import Posts

/// The place where a tree of posts is kept: a folder, an archive that is read from its beginning,
/// or an archive with an index.
///
/// `PostCollection` asks the questions, and documents their meaning. A conformer has all methods
/// and, of `folder`, `archive` and `index`, those that it has a value for. If `entry`, `catalog`,
/// `children` or `contents` throws `StoreError.Code.indexUnusable`, `PostCollection` asks `archive`
/// instead, unless one snapshot was asked for.
package protocol CollectionSource: Sendable {
  /// The folder; nil for a tree in an archive.
  var folder: FolderDescriptor? { get }

  /// The archive without its index; nil for a tree in a folder.
  var archive: ScannedSource? { get }

  /// The index of the archive; nil if there is none that can be used.
  var index: ArchiveIndex? { get }

  /// Returns the entry at a path other than the root, without following links; nil if there is
  /// none.
  func entry(at path: Path, context: Context) throws(StoreError) -> Entry?

  /// Lists the entries at and below some paths; those that do not exist are not reported.
  func catalog(
    below paths: [Path], depth: Int, describe: Describe?, context: Context
  ) throws(StoreError) -> Catalog

  /// Lists the entries directly in a folder whose names begin with some bytes.
  func children(
    of folder: Path, beginningWith beginning: [UInt8], limit: Int, context: Context
  ) throws(StoreError) -> [Child]

  /// Prepares to read the contents of some paths.
  func contents(of paths: [Path], context: Context) throws(StoreError) -> LocatedContents

  /// Returns the selected entries with their contents.
  func stream(_ selection: Selection, context: Context) throws(StoreError) -> any MemberStream

  /// Lets visitors look at every file at and below some paths.
  func visitFiles<Visitor: FileVisitor>(
    _ paths: [Path], by visiting: FileVisiting<Visitor>, take: (Visitor.Output) throws -> Void
  ) throws
}

extension CollectionSource {
  package var folder: FolderDescriptor? { nil }

  package var archive: ScannedSource? { nil }

  package var index: ArchiveIndex? { nil }

  /// Returns the beginning of the content at a path, or where links lead to from there; nil if
  /// there is none that can be read.
  func beginning(of path: Path) -> ContentBeginning? {
    guard let contents = try? contents(of: [path], context: .silent()) else { return nil }
    return contents.beginning(at: path)
  }
}
