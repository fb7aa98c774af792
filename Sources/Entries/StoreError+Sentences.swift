package import Posts
package import SystemPackage

extension StoreError {
  /// Returns the error that nothing in the collection has this path.
  package static func notFound(_ path: Path, _ action: Action, in archive: String?) -> StoreError {
    StoreError(.notFound, action, path, in: archive, cause: Errno.noSuchFileOrDirectory.description)
  }

  /// Returns the error that something is to be written to a path of an archive.
  package static func inArchive(_ path: Path, named archive: String?) -> StoreError {
    StoreError(
      .unwritable, .write, path, in: archive, cause: "an archive cannot be edited", remedy: .unpack)
  }

  /// Returns the error that a path leads to a folder instead of a file.
  package static func isFolder(_ path: Path, in archive: String?) -> StoreError {
    StoreError(.isFolder, .read, path, in: archive, cause: Errno.isDirectory.description)
  }

  /// Returns the error that a path leads to a device, a FIFO or a socket instead of a file.
  package static func notAFile(_ path: Path, in archive: String?) -> StoreError {
    StoreError(.leftOut, .read, path, in: archive, cause: "it is not a regular file")
  }

  /// Returns the error that more comes out of an archive than a limit allows.
  package static func exceeding(
    _ limit: Limits.Exceeded, _ action: Action, _ path: Path, in archive: String?
  ) -> StoreError {
    let (code, cause): (Code, String) =
      switch limit {
      case .size(let most): (.tooMuch, "the contents are larger than \(most) bytes")
      case .members(let most): (.tooMuch, "there are more than \(most) members")
      case .ratio(let most): (.tooMuch, "it expands to more than \(most) times its size")
      case .window(let most):
        (.tooMuch, "it needs a zstd window of more than \(most >> 20) MiB")
      case .depth(let most, let count):
        (.refused, "its path has \(count) components, more than \(most)")
      case .paths(let most):
        (.tooMuch, "the paths of members and of folders above them take more than \(most) bytes")
      }
    return StoreError(code, action, path, in: archive, cause: cause, remedy: .raise(limit))
  }

  /// Returns the error that an index was passed over which cannot be used.
  package static func lostIndex(_ action: Action, in archive: String) -> StoreError {
    StoreError(
      .indexUnusable, action, [], in: archive,
      cause: "Stale index: no seek table at the end of the archive points to it")
  }

  /// Returns the error that only the members of a history were read, not its indexes.
  package static func mixedSnapshots(_ action: Action, in archive: String) -> StoreError {
    StoreError(
      .damaged, action, [], in: archive,
      cause: "it keeps snapshots, and only its indexes record which posts were removed")
  }

  /// Returns the error that nothing is written through a link.
  package static func belowLink(_ path: Path, _ action: Action, in archive: String?) -> StoreError {
    StoreError(
      .refused, action, path, in: archive, cause: "a link or a file is in the place of a folder")
  }

  /// Returns the error that a file has bytes after the end of the archive in it.
  ///
  /// - Parameters:
  ///   - end: a name for the end.
  ///   - offset: the offset of those bytes in the tar; nil if they are not in it.
  package static func unread(
    after end: String, at offset: Int64?, _ action: Action, in archive: String
  ) -> StoreError {
    let place = offset.map { ", at byte \(Figures.grouped(Int($0))) of the tar" } ?? ""
    return StoreError(
      .damaged, action, [], in: archive,
      cause: "it goes on after \(end)\(place), and that part is left out")
  }

  /// Returns the error that an entry is a socket or the like.
  package static func unpackable(_ entry: Entry, in archive: String?) -> StoreError {
    StoreError(
      .leftOut, .pack, entry.path, in: archive, cause: "it is not a file, a folder or a link")
  }

  /// Returns the error that the content read from a file may be part old and part new.
  package static func changedWhileRead(_ path: Path) -> StoreError {
    StoreError(.changed, .pack, path, cause: "it changed while it was read")
  }

  /// Returns the error that a hard link is left out with its file.
  package static func linkToUnread(_ path: Path) -> StoreError {
    StoreError(
      .leftOut, .pack, path, cause: "the file that it is a hard link to was not read")
  }

  /// Returns the error that the temporary file for contents failed.
  package static func temporaryFile(_ error: Errno) -> StoreError {
    StoreError(error, .write, Array("a temporary file".utf8))
  }

  /// Returns the error that a file does not get all bits of the mode that the archive has.
  package static func setIDBits(_ path: Path, _ action: Action, in archive: String?) -> StoreError {
    StoreError(
      .leftOut, action, path, in: archive,
      cause: "its set-user-ID and set-group-ID bits are not restored")
  }

  /// Returns the error that something else is there, and stays.
  package static func existing(
    _ path: Path, _ action: Action = .unpack, in archive: String?
  ) -> StoreError {
    StoreError(
      .exists, action, path, in: archive, cause: "something else is there and was left alone")
  }

  /// Returns the error that a folder must not be written into.
  package static func writing(_ errno: Errno, into path: [UInt8]) -> StoreError {
    switch errno {
    case .resourceTemporarilyUnavailable:
      StoreError(.refused, .write, path, cause: "another process is writing into it")
    case .fileExists:
      StoreError(.refused, .write, path, cause: "its .blogsh-journal.tmp was not made by blogsh")
    default: StoreError(errno, .write, path)
    }
  }

  /// Returns the error that a temporary file stays in a folder.
  package static func leftover(
    _ errno: Errno, _ path: [UInt8], in folder: [UInt8]
  ) -> StoreError {
    StoreError(
      .unwritable, .remove, folder + [.slash] + path,
      cause: "\(errno); it is not part of the collection, and can be removed by hand")
  }

  /// Returns the error that an output is a device, a FIFO or a pipe, which cannot be replaced.
  package static func notReplaceable(_ path: [UInt8]) -> StoreError {
    StoreError(.refused, .write, path, cause: "it is not a file, and cannot be replaced")
  }

  /// Returns the error that another process is making the next version of a file.
  ///
  /// - Parameter process: the number of that process; nil if the system does not say which it is.
  package static func heldByWriter(_ path: [UInt8], process: Int32?) -> StoreError {
    let writer = process.map { "process \($0)" } ?? "another process"
    return StoreError(.refused, .write, path, cause: "\(writer) is writing to it")
  }

  /// Returns the error that somebody asked to stop.
  package static func interrupted(_ action: Action, _ subject: [UInt8]) -> StoreError {
    StoreError(.interrupted, action, subject, cause: "interrupted")
  }
}
