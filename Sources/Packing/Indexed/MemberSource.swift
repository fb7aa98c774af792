import ArchiveFormat
import Archives
package import Entries
import Posts
package import Store

/// An archive whose members are to be packed, and which can be read several times.
package struct MemberSource {
  let collection: PostCollection
  /// Whether the index is used; if not, the tar itself is read.
  var usesIndex: Bool
  /// Whether only whole members are given out, and damage is skipped.
  let salvages: Bool
  let interruption: Interruption

  package init(
    collection: PostCollection, usesIndex: Bool, salvages: Bool, interruption: Interruption
  ) {
    self.collection = collection
    self.usesIndex = usesIndex
    self.salvages = salvages
    self.interruption = interruption
  }

  /// Returns the selected members with their contents, in the order of the archive.
  func stream(
    _ selection: Selection, report: @escaping Report
  ) throws(StoreError) -> any MemberStream {
    if salvages {
      return try collection.salvage(selection, interruption: interruption, report: report)
    }
    guard !usesIndex, collection.isArchive else {
      return try collection.stream(selection, interruption: interruption, report: report)
    }
    return try collection.scan(selection, interruption: interruption, report: report)
  }

  /// Calls `body` with each selected entry, in the order of the archive and without contents.
  func forEachEntry(
    _ selection: Selection, _ body: (Entry) -> Void
  ) throws(StoreError) {
    if usesIndex, !salvages, let index = collection.index {
      var rows = index.rows()
      while let row = try rows.next() {
        if selection.includes(row.entry.path) { body(row.entry) }
      }
    } else {
      let stream = try stream(selection, report: { _ in })
      while let entry = try stream.next() { body(entry) }
    }
  }
}
