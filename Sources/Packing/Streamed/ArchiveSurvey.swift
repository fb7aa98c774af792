import Archives
import Entries
import Files
import Posts
import Store

/// What one pass over an archive tells before its members are taken over.
struct ArchiveSurvey {
  /// The members that a later one with the same path replaces, and that no hard link between the
  /// two names.
  private(set) var superseded: Set<Int> = []
  /// The paths that were asked for, and that nothing stands at or below.
  private(set) var unmet: Set<Path>

  init(
    _ collection: PostCollection, _ file: OpenFile, _ selection: Selection,
    _ interruption: Interruption
  ) throws(StoreError) {
    unmet = selection.paths.subtracting([.root])
    var latest: [Path: Int] = [:]
    var linked: Set<Int> = []
    let scan = try collection.scan(
      file, selection, interruption: interruption, report: { _ in })
    while let entry = try scan.next() {
      let ordinal = scan.memberCount - 1
      if !unmet.isEmpty { unmet.subtract(entry.path.withFoldersAbove) }
      if case .hardLink(let target) = entry.kind, let named = latest[target] {
        linked.insert(named)
      }
      if let earlier = latest.updateValue(ordinal, forKey: entry.path), !linked.contains(earlier) {
        superseded.insert(earlier)
      }
    }
  }
}
