import ArchiveFormat
import Archives
import Entries
package import Files
package import Posts
package import Store
import Tar

/// A member to be packed, and the source of its content.
package struct MemberPlan: Sendable {
  /// The source of a content.
  enum Content: Sendable {
    /// None: the member is not a file.
    case none
    /// The file of this name in the folder.
    case file(LentFolder, Name)
    /// Bytes that have been read already.
    case bytes([UInt8])
    /// A part of a file, from `start` on and as long as the entry says.
    case part(OpenFile, start: Int64)
  }

  /// The entry as the archive will have it; the size of a file may change when it is read.
  package var entry: Entry
  var content: Content
  /// Whether later members may be hard links to this one.
  package var isLinked = false
  /// The status of a file in a folder; nil for a member of an archive, which is always read.
  package var status: FileStatus?
  /// The same member in an earlier archive, if it has not changed since.
  var earlier: EarlierArchive.UnchangedMember?
}

extension MemberPlan {
  /// Plans a file whose content is a part of another, from `start` on and as long as the entry
  /// says.
  package init(_ entry: Entry, in file: OpenFile, from start: Int64) {
    self.init(entry: entry, content: .part(file, start: start))
  }

  /// Plans a member from an entry of a walk. With `latestTime`, its mode and time are limited as
  /// `Packer.Options` describes; nil keeps them.
  package init(_ found: FolderWalk.WalkedEntry, latestTime: Int64?) {
    self.init(
      entry: found.entry.written(latestTime: latestTime),
      content: found.entry.kind == .file ? .file(found.folder, found.name) : .none,
      isLinked: found.hasOtherHardLinks, status: found.status)
  }
}

/// The outcome of packing a member that has frames of its own; it comes with the last piece.
struct LastPiece: Sendable {
  let row: IndexRow
  /// Whether later members may be hard links to this one.
  let isLinked: Bool
  /// Where the terms of the member are known from; nil if none are written.
  var terms: FrameTerms.Origin?
  /// How the file changed while it was read; nil if it did not.
  var remark: StoreError?

  var outcome: PackedFrame.Outcome { .packed(row, isLinked: isLinked, remark: remark) }
}

/// A piece of work for one thread.
enum FrameJob: Sendable {
  /// Members that make a frame together. If `earlierFrame` has a value, that frame of the earlier
  /// archive holds exactly these.
  case members([MemberPlan], earlierFrame: Int?)
  /// A piece of the tar of a member that has frames of its own.
  case piece([UInt8], end: LastPiece?)
  /// A frame of such a member, taken from the earlier archive and known to be whole.
  case earlierPiece(frame: Int, end: LastPiece?)

  /// The memory that the job takes until its frame is written; a frame of members counts as 1.
  var weight: Int {
    switch self {
    case .members: 1
    case .piece, .earlierPiece: 4
    }
  }
}

/// A frame as it is stored, and the members in it.
struct PackedFrame: Sendable {
  /// The outcome of packing one member.
  enum Outcome: Sendable {
    /// The member is in the frame. Its row lacks the number of the frame; `remark` says how the
    /// file changed while it was read.
    case packed(IndexRow, isLinked: Bool, remark: StoreError?)
    /// The member could not be read.
    case failed(Entry, isLinked: Bool, StoreError)
  }

  /// The stored bytes; empty if no member could be read.
  let bytes: [UInt8]
  /// The SHA-256 of the stored bytes.
  let digest: Digest
  let decodedLength: Int
  let outcomes: [Outcome]
  /// Where the terms of the frame are known from; of a member in several frames, the last frame has
  /// it for the first. nil if none are written.
  let terms: FrameTerms.Origin?
  /// Whether the member in the frame goes on in the next one.
  let goesOn: Bool

  /// - Parameter digest: the SHA-256 of the bytes; nil if it is not known yet.
  init(
    bytes: [UInt8], digest: Digest? = nil, decodedLength: Int, outcomes: [Outcome],
    terms: FrameTerms.Origin?, goesOn: Bool = false
  ) {
    self.bytes = bytes
    self.digest = unsafe digest ?? Digest(of: bytes.span.bytes)
    self.decodedLength = decodedLength
    self.outcomes = outcomes
    self.terms = terms
    self.goesOn = goesOn
  }
}
