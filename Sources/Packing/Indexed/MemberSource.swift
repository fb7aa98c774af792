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
  let context: Context

  package init(collection: PostCollection, usesIndex: Bool, salvages: Bool, context: Context) {
    self.collection = collection
    self.usesIndex = usesIndex
    self.salvages = salvages
    self.context = context
  }

  /// Returns the selected members with their contents, in the order of the archive.
  ///
  /// - Parameter context: the conditions of this pass; nil means those of the source.
  func stream(
    _ selection: Selection, context: Context? = nil
  ) throws(StoreError) -> any MemberStream {
    let context = context ?? self.context
    if salvages {
      return try collection.salvage(selection, context: context)
    }
    guard !usesIndex, collection.isArchive else {
      return try collection.stream(selection, context: context)
    }
    return try collection.scan(selection, context: context)
  }

  /// Calls `body` with each selected entry, in the order of the archive and without contents.
  func forEachEntry(_ selection: Selection, _ body: (Entry) -> Void) throws(StoreError) {
    if usesIndex, !salvages, let index = collection.index {
      var rows = index.rows()
      while let row = try rows.next() {
        if selection.includes(row.entry.path) { body(row.entry) }
      }
    } else {
      let stream = try stream(selection, context: context.reporting { _ in })
      while let entry = try stream.next() { body(entry) }
    }
  }
}
