import ArchiveFormat
import Entries
import Files
import Posts

/// The work that brings a folder to the state of a snapshot.
///
/// It holds nothing about entries that are equal, so its size is that of the work.
struct RestorePlan {
  /// An entry in the folder that is to be removed.
  struct Removal {
    let entry: Entry
    /// The stamp of the entry that was examined; if something else is there by then, it stays.
    let stamp: FileStatus.Stamp
  }

  /// A file or a link that has the right content but another time or mode.
  struct Setting {
    let entry: Entry
    let identity: FileStatus.Identity
  }

  /// A folder that is there, and in which something changes.
  struct Folder {
    let entry: Entry
    /// The mode that the folder has now.
    let mode: UInt16
    /// Whether its mode or time differs from the snapshot's even before anything changes in it.
    let differs: Bool
  }

  /// An entry whose content is lost, unless the archive has it.
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
    /// The action that loses it: `overwrite` or `remove`.
    let action: StoreError.Action
  }

  /// The entries to be written, in the order of paths.
  var writes: [WantedEntry] = []
  /// The stamps of the files and links that a write replaces in one step, by their paths.
  var replaced: [Path: FileStatus.Stamp] = [:]
  /// The entries that are removed before anything is written, each folder before its content.
  var obstacles: [Removal] = []
  /// The entries that the snapshot does not have, each folder before its content.
  var extras: [Removal] = []
  var settings: [Setting] = []
  var folders: [Path: Folder] = [:]
  /// The files that are kept and that new hard links lead to.
  var linkTargets: Set<Path> = []
  var losses: [Loss] = []
  /// The number of files and links that are as they should be.
  var equal = 0
  /// The files, links and folders that differ, and must not be overwritten.
  var kept: Set<Path> = []

  /// The number of posts that any step is about, and the length of the contents to write.
  var totals: Totals {
    let entries =
      (obstacles + extras).map(\.entry) + writes.map(\.entry) + settings.map(\.entry)
    // The sizes that an index claims may overflow when they are added.
    let bytes = writes.reduce(Int64(0)) { $0.addingReportingOverflow($1.entry.size).partialValue }
    return Totals(posts: entries.count { $0.isPost }, bytes: Int(clamping: bytes))
  }

  /// The steps of the work, in the order of paths.
  var steps: [Restorer.Step] {
    let steps =
      (obstacles + extras).map { Restorer.Step(kind: .remove, entry: $0.entry) }
      + writes.map { Restorer.Step(kind: .write, entry: $0.entry) }
      + settings.map { Restorer.Step(kind: .set, entry: $0.entry) }
      + folders.values.filter(\.differs).map { Restorer.Step(kind: .set, entry: $0.entry) }
    return steps.sorted {
      // An entry that is in the way is removed before the new one is written.
      $0.entry.path == $1.entry.path
        ? $0.kind == .remove && $1.kind != .remove : $0.entry.path < $1.entry.path
    }
  }
}

extension Entry {
  /// The content that is lost with the entry; nil for a folder.
  var loss: RestorePlan.Loss.Content? {
    switch kind {
    case .file, .hardLink: .file(nil)
    case .symbolicLink(let target): .link(target: target)
    case .special: .special
    case .folder: nil
    }
  }
}
