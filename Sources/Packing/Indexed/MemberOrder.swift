import Entries
import Posts

/// What one pass over the selected members of an archive tells of the order in which they stand.
struct MemberOrder {
  /// Whether each stands once, behind all whose paths come before its own, and each hard link behind
  /// the file that it leads to: as a pack of the unpacked folder would have them.
  private(set) var isThatOfPaths = true
  /// The paths that were asked for, and that nothing stands at or below.
  private(set) var unmet: Set<Path>
  /// The files that hard links lead to.
  private(set) var linkTargets: Set<Path> = []

  init(_ source: MemberSource, _ selection: Selection) throws(StoreError) {
    unmet = selection.paths.subtracting([.root])
    var last = Path.root
    try source.forEachEntry(selection) { entry in
      if !unmet.isEmpty { unmet.subtract(entry.path.withFoldersAbove) }
      if !(last < entry.path) { isThatOfPaths = false }
      last = entry.path
      if case .hardLink(let target) = entry.kind {
        linkTargets.insert(target)
        if !(target < entry.path) { isThatOfPaths = false }
      }
    }
    guard isThatOfPaths, !linkTargets.isEmpty else { return }
    // Only now is it known which files to look for, and links are few.
    var missing = linkTargets
    try source.forEachEntry(selection) { entry in
      if entry.kind == .file { missing.remove(entry.path) }
    }
    isThatOfPaths = missing.isEmpty
  }
}
