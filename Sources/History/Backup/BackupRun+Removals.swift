import ArchiveFormat
import Entries
import Files
import Posts
import Store

extension BackupRun {
  /// Refuses a snapshot in which everything, or nine tenths of ten posts or more, would be removed:
  /// a disk that is not mounted looks like that.
  func requireRemaining() throws(StoreError) {
    let (files, removed) = (counts.files, counts.removed)
    let isEmpty = files == 0 && removed > 0
    guard isEmpty || removedPosts >= 10 && removedPosts * 10 >= earlierPosts * 9 else { return }
    let gone =
      isEmpty
      ? removed == 1 ? "the only file" : "all \(Figures.grouped(removed)) files"
      : "\(Figures.grouped(removedPosts)) of \(Figures.grouped(earlierPosts)) posts"
    throw StoreError(
      .allGone, .backUp, ArgumentText.bytes(of: backup.collection.name),
      cause: "\(gone) of the last snapshot \(removed == 1 ? "is" : "are") gone from it",
      remedy: .allowRemovals)
  }
}
