import Entries
import Posts

/// The order of the selected members of an archive, as one pass over them shows it.
struct MemberOrder {
  /// Whether the order is that of a pack of the unpacked folder: each path once, the paths in
  /// order, and each hard link after the file that it leads to.
  private(set) var isThatOfPaths = true
  /// The paths that were asked for and have no member at or below them.
  private(set) var unmet: PathSet
  /// The paths that hard links lead to.
  private(set) var linkTargets: Set<Path> = []

  init(_ source: MemberSource, _ selection: Selection) throws(StoreError) {
    unmet = PathSet(selection.paths.subtracting([.root]))
    var last = Path.root
    var isLastFolder = true
    try source.forEachEntry(selection) { entry in
      if !unmet.isEmpty { unmet.remove(atOrAbove: entry.path) }
      if !(last < entry.path) || !isLastFolder && last.contains(entry.path) {
        isThatOfPaths = false
      }
      last = entry.path
      isLastFolder = entry.isFolder
      if case .hardLink(let target) = entry.kind {
        linkTargets.insert(target)
        if !(target < entry.path) { isThatOfPaths = false }
      }
    }
    guard isThatOfPaths, !linkTargets.isEmpty else { return }
    // A second pass, now that the files to look for are known: links are few, and noting every file
    // in the first pass would take more memory.
    var missing = linkTargets
    try source.forEachEntry(selection) { entry in
      if entry.kind == .file { missing.remove(entry.path) }
    }
    isThatOfPaths = missing.isEmpty
  }
}
