package import Archives
package import Entries
package import Files
import SystemPackage
import Tar

/// A tree of posts and their assets to list and read: a folder, or a tar archive in any form.
///
/// Questions to an archive with an index are answered from the index; any other archive is scanned
/// from its beginning for each question.
package struct PostCollection: Sendable {
  /// The name that the person gave, of a folder, a file, or a snapshot in a file.
  package let name: String
  /// The name of the folder or file, without that of a snapshot.
  let fileName: String
  private(set) var source: any CollectionSource

  package init(name: String, fileName: String? = nil, _ source: any CollectionSource) {
    self.name = name
    self.fileName = fileName ?? name
    self.source = source
  }

  /// Opens an archive, wherever its bytes are.
  package init(name: String, archive bytes: any ByteSource) {
    var scanned = ScannedSource(bytes: bytes, name: Self.archiveName(name))
    do throws(StoreError) {
      let index = try ArchiveIndex.open(bytes, named: scanned.name)
      self.init(name: name, index.map { IndexedSource($0, of: scanned) } ?? scanned)
    } catch {
      scanned.indexTrouble = error
      self.init(name: name, scanned)
    }
  }

  /// Opens the collection that a person names: a folder, an archive, or `-` for an archive on
  /// standard input.
  ///
  /// A pipe, which can be read only once, is spooled into a file without a name.
  ///
  /// - Parameter forOnePass: whether reading it once from beginning to end is enough. Then only a
  ///   pipe that may be a history is spooled, since a history is recognized by its end.
  /// - Throws: `StoreError.Code.unreadable`, `.interrupted`. Whether a file is an archive shows
  ///   when it is first read.
  package static func open(
    _ name: String, forOnePass: Bool = false
  ) throws(StoreError) -> PostCollection {
    let file: OpenFile
    let start: [UInt8]
    do throws(Errno) {
      if name != "-", let folder = try FolderDescriptor.openIfFolder(name) {
        return PostCollection(name: name, FolderSource(root: folder))
      }
      file = try name == "-" ? OpenFile.standardInput() : OpenFile.open(name)
      guard file.isPipe else { return PostCollection(name: name, archive: file) }
      start = try file.takeStart(upTo: ArchiveReader.magicLength)
      if forOnePass, !ArchiveReader.isZstd(start) {
        return PostCollection(name: name, archive: try file.after(start))
      }
    } catch {
      throw StoreError(error, .open, ArgumentText.bytes(of: name))
    }
    let spool: OpenFile
    do throws(OpenFile.SpoolFailure) {
      spool = try file.spooled(after: start)
    } catch {
      switch error {
      case .reading(let errno):
        throw StoreError(errno, .read, ArgumentText.bytes(of: archiveName(name)))
      case .writing(let errno): throw .temporaryFile(errno)
      }
    }
    return PostCollection(name: name, archive: spool)
  }

  private static func archiveName(_ name: String) -> String {
    name == "-" ? "standard input" : name
  }
}

// MARK: - Properties

extension PostCollection {
  /// The folder; nil for an archive.
  package var folder: FolderDescriptor? { source.folder }

  /// The index of the archive; nil for a folder, and if there is none that can be used.
  package var index: ArchiveIndex? { source.index }

  /// The reason why the archive's index cannot be used, reported with each scan; nil if there is
  /// none.
  package var indexTrouble: StoreError? { source.archive?.indexTrouble }

  /// Whether the collection is an archive. Messages about its parts name the archive too.
  package var isArchive: Bool { source.archive != nil }

  /// The archive's name for messages; nil for a folder.
  package var archiveName: String? { source.archive?.name }

  /// The bytes of an archive; nil for a folder.
  package var archiveBytes: (any ByteSource)? { source.archive?.bytes }

  /// Whether the collection is one snapshot, which cannot be read without its index.
  package var isPinned: Bool { source.archive?.isPinned ?? false }

  /// The length of an archive in bytes; nil for a pipe and for a folder.
  package var fileLength: Int64? { try? archiveBytes?.length }

  /// Whether the archive's name now leads to another file, or the length of the archive has
  /// changed.
  package var isOutdated: Bool {
    name != "-" && archiveBytes?.isOutdated(under: fileName, length: index?.length) ?? false
  }

  /// Whether a second pass finds the same as the first.
  package var canBeReadAgain: Bool { !isArchive || fileLength != nil }
}
