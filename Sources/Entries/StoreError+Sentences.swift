package import Posts
package import SystemPackage

extension StoreError {
  /// Nothing in the collection has this path.
  package static func notFound(_ path: Path, _ action: Action, in archive: String?) -> StoreError {
    StoreError(.notFound, action, path, in: archive, cause: Errno.noSuchFileOrDirectory.description)
  }

  /// A folder stands where a file is meant.
  package static func isFolder(_ path: Path, in archive: String?) -> StoreError {
    StoreError(.isFolder, .read, path, in: archive, cause: Errno.isDirectory.description)
  }

  /// A device, a FIFO or a socket stands where a file is meant.
  package static func notAFile(_ path: Path, in archive: String?) -> StoreError {
    StoreError(.leftOut, .read, path, in: archive, cause: "it is not a regular file")
  }

  /// The folders above a path would fill the memory.
  package static func aboveTooMuch(_ path: Path, in archive: String?) -> StoreError {
    StoreError(
      .tooMuch, .list, path, in: archive,
      cause: "its path has \(path.components.count) components, too many to list each folder")
  }

  /// An index that was met on the way, and that cannot be used.
  package static func lostIndex(_ action: Action, in archive: String) -> StoreError {
    StoreError(
      .indexUnusable, action, [], in: archive,
      cause: "Stale index: no seek table at the end of the archive points to it")
  }

  /// A history of which the members alone were read.
  package static func mixedSnapshots(_ action: Action, in archive: String) -> StoreError {
    StoreError(
      .damaged, action, [], in: archive,
      cause: "it keeps snapshots, and only its indexes record which posts were removed")
  }

  /// A socket or the like.
  package static func unpackable(_ entry: Entry, in archive: String?) -> StoreError {
    StoreError(
      .leftOut, .pack, entry.path, in: archive, cause: "it is not a file, a folder or a link")
  }

  /// What was read of a file may be part old and part new.
  package static func changedWhileRead(_ path: Path) -> StoreError {
    StoreError(.changed, .pack, path, cause: "it changed while it was read")
  }

  /// The file that contents are kept in on the way failed.
  package static func temporaryFile(_ error: Errno) -> StoreError {
    StoreError(error, .write, Array("a temporary file".utf8))
  }

  /// The mode of a file is not all that the archive says.
  package static func setIDBits(_ path: Path, _ action: Action, in archive: String?) -> StoreError {
    StoreError(
      .leftOut, action, path, in: archive,
      cause: "its set-user-ID and set-group-ID bits are not restored")
  }

  /// Something else is there, and stays.
  package static func existing(
    _ path: Path, _ action: Action = .unpack, in archive: String?
  ) -> StoreError {
    StoreError(
      .exists, action, path, in: archive, cause: "something else is there and was left alone")
  }

  /// A folder that is not to be written into.
  package static func writing(_ errno: Errno, into path: [UInt8]) -> StoreError {
    switch errno {
    case .resourceTemporarilyUnavailable:
      StoreError(.refused, .write, path, cause: "another process is writing into it")
    case .fileExists:
      StoreError(
        .refused, .write, path, cause: "its .blogsh-journal.tmp was not made by blogsh")
    default: StoreError(errno, .write, path)
    }
  }

  /// An output that is a device, a FIFO or a pipe, where a file has to be replaced.
  package static func notReplaceable(_ path: [UInt8]) -> StoreError {
    StoreError(.refused, .write, path, cause: "it is not a file, and cannot be replaced")
  }

  /// Another process is making the next version of a file; nil where nothing says which.
  package static func heldByWriter(_ path: [UInt8], process: Int32?) -> StoreError {
    let writer = process.map { "process \($0)" } ?? "another process"
    return StoreError(.refused, .write, path, cause: "\(writer) is writing to it")
  }

  /// Somebody asked to stop.
  package static func interrupted(_ action: Action, _ subject: [UInt8]) -> StoreError {
    StoreError(.interrupted, action, subject, cause: "interrupted")
  }
}
