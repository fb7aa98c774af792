import ArchiveFormat
import Archives
import Files
import Posts

/// The content of a file, of which nothing has been opened or checked.
struct LocatedContent {
  let entry: Entry
  let place: Place

  enum Place {
    /// The folder that the file is in.
    case folder(FolderDescriptor)
    /// A part of a file into which an archive was spooled.
    case spool(OpenFile, start: Int64, length: Int64)
    /// The frame of the row's member.
    case frame(IndexRow, FrameOpener)
  }
}
