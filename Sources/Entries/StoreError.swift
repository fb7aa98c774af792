package import Posts
package import SystemPackage

/// What could not be done in a collection, to what, and why.
package struct StoreError: Error, Equatable, Sendable {
  /// What sort of trouble it is: for decisions, where the sentence is for people.
  package enum Code: Equatable, Sendable {
    /// Nothing has this path.
    case notFound
    /// A folder stands where a post is meant.
    case isFolder
    /// The file is not an archive in any form that is read here.
    case notAnArchive
    /// The archive is damaged or ends too soon.
    case damaged
    /// The archive's index is damaged, or is not of this archive any more: it is read without.
    case indexUnusable
    /// The system would not let it be read.
    case unreadable
    /// The system would not let it be written.
    case unwritable
    /// A member that is refused, since writing it would not be safe.
    case refused
    /// A limit of what may come out of an archive is exceeded.
    case tooMuch
    /// Something else is there, and is left alone.
    case exists
    /// Something changed while it was read.
    case changed
    /// Something that cannot be kept: a socket, or a bit of a mode.
    case leftOut
    /// Asked to stop.
    case interrupted
    /// Nobody reads what is written any more: a quiet end.
    case closedPipe
  }

  package let code: Code
  /// What was attempted, as a verb: `read`, `write`, `list`.
  package let action: Action
  /// The path that it concerns, as bytes; empty for the collection as a whole.
  package let subject: [UInt8]
  /// The archive that the path is in, as the person named it; nil for a folder.
  package let archive: String?
  /// Why, in the words of libarchive, the system, or this module.
  package let cause: String

  package enum Action: String, Sendable {
    case list, open, overwrite, pack, read, remove, restore, unpack, verify, write

    /// Whether it changes what is on the disk.
    fileprivate var writes: Bool {
      switch self {
      case .overwrite, .remove, .restore, .unpack, .write: true
      case .list, .open, .pack, .read, .verify: false
      }
    }
  }

  package init(
    _ code: Code, _ action: Action, _ subject: [UInt8], in archive: String? = nil, cause: String
  ) {
    self.code = code
    self.action = action
    self.subject = subject
    self.archive = archive
    self.cause = cause
  }
}

extension StoreError {
  package init(
    _ code: Code, _ action: Action, _ path: Path, in archive: String? = nil, cause: String
  ) {
    self.init(code, action, path.bytes, in: archive, cause: cause)
  }

  /// An error of the system, about a path of the collection or a file outside.
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
  /// Whether it is about what stands at one path, so that others can still be read.
  package var concernsOnePath: Bool {
    switch code {
    case .notFound, .isFolder, .refused, .leftOut: true
    default: false
    }
  }

  /// Whether it is about one file of a folder, which may be gone before it is read.
  package var concernsOneFile: Bool { code == .unreadable || code == .notFound }
}
