import ArchiveFormat
import Posts

/// Finds the files that were only renamed among those that were removed and added: those with the
/// same content. An empty file is no sign of a rename (git's diffcore-rename.c).
struct Renames {
  private var removed: [Digest: [Change]] = [:]
  private var added: [Digest: [Change]] = [:]

  /// Takes a change that may be a half of a rename.
  ///
  /// - Parameter traits: the traits of the file that was removed or added.
  /// - Returns: whether it may be.
  mutating func take(_ change: Change, _ traits: Traits) -> Bool {
    guard let digest = traits.digest, traits.side.size > 0 else { return false }
    switch change.kind {
    case .removed: removed[digest, default: []].append(change)
    case .added: added[digest, default: []].append(change)
    case .changed, .renamed: return false
    }
    return true
  }

  /// The renames, and the additions and removals that are none, in any order. Of several files with
  /// the same content, those with the same name belong together, and the others in the order of
  /// their paths.
  var changes: [Change] {
    var changes: [Change] = []
    for (digest, removed) in removed {
      var removed = removed.sorted { $0.path < $1.path }
      var added = (added[digest] ?? []).sorted { $0.path < $1.path }
      for isNameKept in [true, false] {
        added = added.filter { change in
          let match = removed.firstIndex {
            !isNameKept || $0.path.lastComponent.elementsEqual(change.path.lastComponent)
          }
          guard let match else { return true }
          changes.append(Change(renaming: removed.remove(at: match), to: change))
          return false
        }
      }
      changes += removed + added
    }
    return changes + added.lazy.filter { removed[$0.key] == nil }.flatMap(\.value)
  }
}
