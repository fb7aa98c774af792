import ArchiveFormat
import Archives
import Entries
import Files
package import Posts
package import Store
import Tar

/// A member that is to be packed, and where its content comes from.
package struct MemberPlan: Sendable {
  /// Where a content is read from.
  enum Content: Sendable {
    /// For all but files.
    case none
    /// The file of this name in the folder.
    case file(FolderDescriptor, Name)
    /// Bytes that have been read already.
    case bytes([UInt8])
    /// A part of a file, as long as the entry says.
    case part(OpenFile, start: Int64)
  }

  /// The entry as the archive will have it; of a file, the size may prove to be less.
  package var entry: Entry
  var content: Content
  /// Whether further members may be hard links to this one.
  package var isLinked = false
  /// What an earlier archive has of it, where it has not changed since.
  var earlier: EarlierArchive.Found?
}

extension MemberPlan {
  /// What a walk has come to, to be written as of `latestTime` at the latest; nil as it is.
  package init(_ found: FolderWalk.Found, latestTime: Int64?) {
    self.init(
      entry: found.entry.written(latestTime: latestTime),
      content: found.entry.kind == .file ? .file(found.folder, found.name) : .none,
      isLinked: found.hasFurtherNames)
  }
}

/// What comes with the last piece of a member that takes frames of its own.
struct LastPiece: Sendable {
  let row: IndexRow
  /// Whether further members may be hard links to this one.
  let isLinked: Bool
  /// How the member is not what it was.
  var remark: StoreError?

  var outcome: PackedFrame.Outcome { .packed(row, isLinked: isLinked, remark: remark) }
}

/// What one thread does at a time.
enum FrameJob: Sendable {
  /// Members that make a frame together; where `earlierFrame` has a value, that frame of the earlier
  /// archive holds just these.
  case members([MemberPlan], earlierFrame: Int?)
  /// A piece of the tar of a member that takes frames of its own.
  case piece([UInt8], end: LastPiece?)
  /// A frame of such a member as the earlier archive has it, known to be whole.
  case earlierPiece(frame: Int, end: LastPiece?)

  /// How much memory it takes until its frame is written, in frames of members.
  var weight: Int {
    switch self {
    case .members: 1
    case .piece, .earlierPiece: 4
    }
  }
}

/// A frame as it is stored, and what is in it.
struct PackedFrame: Sendable {
  /// What became of one member.
  enum Outcome: Sendable {
    /// Its row, but for the number of the frame; `remark` tells how it is not what it was.
    case packed(IndexRow, isLinked: Bool, remark: StoreError?)
    /// It could not be read.
    case failed(Entry, isLinked: Bool, StoreError)
  }

  /// Empty where nothing could be read.
  let bytes: [UInt8]
  /// The SHA-256 of those bytes.
  let digest: Digest
  let decodedLength: Int
  let outcomes: [Outcome]
  /// Whether a member that began before goes on in the next frame.
  let goesOn: Bool

  /// - Parameter digest: that of the bytes; nil where it is not known yet.
  init(
    bytes: [UInt8], digest: Digest? = nil, decodedLength: Int, outcomes: [Outcome],
    goesOn: Bool = false
  ) {
    self.bytes = bytes
    self.digest = unsafe digest ?? Digest(of: bytes.span.bytes)
    self.decodedLength = decodedLength
    self.outcomes = outcomes
    self.goesOn = goesOn
  }
}
