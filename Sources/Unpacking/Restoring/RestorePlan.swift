import ArchiveFormat
import Entries
import Files
import Posts

/// What has to be done for a folder to be as a snapshot is.
///
/// It holds nothing of what is equal, so that its size is that of the work.
struct RestorePlan {
  /// Something in the folder that is to go.
  struct Removal {
    let entry: Entry
    /// What was looked at; what is something else by then stays.
    let stamp: FileStatus.Stamp
  }

  /// A file or a link that has the right content, and another time or mode.
  struct Setting {
    let entry: Entry
    let identity: FileStatus.Identity
  }

  /// A folder that is there, and in which something is done.
  struct Folder {
    let entry: Entry
    /// The mode that it has now.
    let mode: UInt16
    /// Whether it has another mode or time from the beginning.
    let differs: Bool
  }

  /// Something whose content goes, unless the archive has it.
  struct Loss {
    enum Content {
      /// A file, with its digest if that is known already.
      case file(Digest?)
      case link(target: [UInt8])
      case special
    }

    let path: Path
    let content: Content
    let stamp: FileStatus.Stamp
    /// What it goes by: `overwrite` or `remove`.
    let action: StoreError.Action
  }

  /// In the order of paths.
  var writes: [WantedEntry] = []
  /// What stands where something is written, and gives way to it at once.
  var replaced: [Path: FileStatus.Stamp] = [:]
  /// What has to go before anything is written: each folder before what is in it.
  var obstacles: [Removal] = []
  /// What the snapshot has not: each folder before what is in it.
  var extras: [Removal] = []
  var settings: [Setting] = []
  var folders: [Path: Folder] = [:]
  /// Files that stay, and of which further names are written.
  var linkTargets: Set<Path> = []
  var losses: [Loss] = []
  /// How many files and links are as they should be.
  var equal = 0

  /// What is done, in the order of paths.
  var steps: [Restorer.Step] {
    let steps =
      (obstacles + extras).map { Restorer.Step(kind: .remove, entry: $0.entry) }
      + writes.map { Restorer.Step(kind: .write, entry: $0.entry) }
      + settings.map { Restorer.Step(kind: .set, entry: $0.entry) }
      + folders.values.filter(\.differs).map { Restorer.Step(kind: .set, entry: $0.entry) }
    return steps.sorted {
      // Where something goes to make way, it goes first.
      $0.entry.path == $1.entry.path
        ? $0.kind == .remove && $1.kind != .remove : $0.entry.path < $1.entry.path
    }
  }
}
