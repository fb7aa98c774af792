package import Posts
package import SystemPackage

/// An error in a collection: the action that failed, the path, and the reason.
package struct StoreError: Error, Equatable, Sendable {
  /// The kind of an error, for decisions. The sentence is for people.
  package enum Code: Equatable, Sendable {
    /// Nothing has this path.
    case notFound
    /// The path leads to a folder instead of a post.
    case isFolder
    /// The file is not an archive in any form that is read here.
    case notAnArchive
    /// The archive is damaged or ends too soon.
    case damaged
    /// The archive's index is damaged or no longer matches the archive, which is read without it.
    case indexUnusable
    /// The system refused to let it be read.
    case unreadable
    /// The system refused to let it be written.
    case unwritable
    /// It is refused, such as a member that is not safe to write.
    case refused
    /// A limit on what may come out of an archive is exceeded.
    case tooMuch
    /// Something else is there, and is left alone.
    case exists
    /// Something changed while it was read.
    case changed
    /// Something cannot be kept, such as a socket or a bit of a mode.
    case leftOut
    /// Somebody asked to stop.
    case interrupted
    /// Nearly everything that was there before is gone, which is probably not meant.
    case allGone
    /// Nobody reads the output any more: a quiet end.
    case closedPipe
  }

  package let code: Code
  /// The attempted action, as a verb: `read`, `write`, `list`.
  package let action: Action
  /// The bytes of the path that it concerns; empty for the collection as a whole.
  package let subject: [UInt8]
  /// The archive that the path is in, as the person named it; nil for a folder.
  package let archive: String?
  /// The reason, in the words of libarchive, the system, or this program.
  package let cause: String
  /// The remedy that a person can try; nil if none is known.
  package let remedy: Remedy?

  /// A remedy for an error. `Commands` knows the option or the command for it.
  package enum Remedy: Equatable, Sendable {
    /// Allow more.
    case raise(Limits.Exceeded)
    /// Give the archive an index.
    case addIndex
    /// Write the index of the archive anew.
    case renewIndex
    /// Give the archive an index, or if it is damaged, keep what is whole.
    case addIndexOrSalvage
    /// Keep what is whole of a damaged archive, the subject of the error.
    case salvage
    /// Keep what is whole of a damaged archive, the subject of the error, or let it be replaced.
    case salvageOrReplace
    /// Say that so much may be removed.
    case allowRemovals
    /// Add a snapshot to the archive, instead of replacing it.
    case backUp
    /// Say that the configuration of the program may be written.
    case writeConfiguration
    /// Unpack or restore the archive into a folder.
    case unpack
  }

  package enum Action: String, Sendable {
    case list, open, overwrite, pack, publish, read, remove, restore, unpack, verify, write
    case backUp = "back up"

    /// Whether the action changes what is on the disk.
    fileprivate var writes: Bool {
      switch self {
      case .overwrite, .publish, .remove, .restore, .unpack, .write: true
      case .backUp, .list, .open, .pack, .read, .verify: false
      }
    }
  }

  package init(
    _ code: Code, _ action: Action, _ subject: [UInt8], in archive: String? = nil, cause: String,
    remedy: Remedy? = nil
  ) {
    self.code = code
    self.action = action
    self.subject = subject
    self.archive = archive
    self.cause = cause
    self.remedy = remedy
  }
}

extension StoreError {
  package init(
    _ code: Code, _ action: Action, _ path: Path, in archive: String? = nil, cause: String,
    remedy: Remedy? = nil
  ) {
    self.init(code, action, path.bytes, in: archive, cause: cause, remedy: remedy)
  }

  /// Makes an error from one of the system, about a path of the collection or a file outside it.
  package init(_ errno: Errno, _ action: Action, _ subject: [UInt8], in archive: String? = nil) {
    let code: Code =
      switch errno {
      case .noSuchFileOrDirectory where action == .read: .notFound
      case .interrupted: .interrupted
      case .brokenPipe: .closedPipe
      default: action.writes ? .unwritable : .unreadable
      }
    self.init(code, action, subject, in: archive, cause: errno.description)
  }
}

extension StoreError {
  /// Whether the error concerns one path alone, so that others can still be read.
  package var concernsOnePath: Bool {
    switch code {
    case .notFound, .isFolder, .refused, .leftOut: true
    default: false
    }
  }

  /// Whether the error concerns one file of a folder, which may be gone before it is read.
  package var concernsOneFile: Bool { code == .unreadable || code == .notFound }
}
