import Archives
import Entries
import Posts
import Store

/// The result of a first pass over an archive, before its members are packed.
struct ArchiveSurvey {
  /// The numbers of the members that a later member with the same path replaces; a member is not
  /// among them if a hard link in between leads to it.
  private(set) var superseded: Set<Int> = []
  /// The paths that were asked for and have no member at or below them.
  private(set) var unmet: PathSet

  init(
    _ collection: PostCollection, _ selection: Selection, _ context: Context
  ) throws(StoreError) {
    unmet = PathSet(selection.paths.subtracting([.root]))
    var latest: [Path: Int] = [:]
    var folders: Set<Path> = []
    var succession = Succession()
    var linked: Set<Int> = []
    let scan = try collection.scan(selection, context: context.reporting { _ in })
    while let entry = try scan.next() {
      let ordinal = scan.memberCount - 1
      if !unmet.isEmpty { unmet.remove(atOrAbove: entry.path) }
      guard succession.take(entry, number: ordinal) else {
        context.report(.belowLink(entry.path, .read, in: collection.archiveName))
        superseded.insert(ordinal)
        continue
      }
      if entry.isFolder { folders.insert(entry.path) } else { folders.remove(entry.path) }
      if case .hardLink(let target) = entry.kind, let named = latest[target] {
        linked.insert(named)
      }
      if let earlier = latest.updateValue(ordinal, forKey: entry.path), !linked.contains(earlier) {
        superseded.insert(earlier)
      }
    }
    let isLeft = succession.survivors()
    for (path, ordinal) in latest where !linked.contains(ordinal) {
      if !isLeft(path, folders.contains(path), ordinal) { superseded.insert(ordinal) }
    }
  }
}
