import ArchiveFormat
import Archives
package import Entries
import Posts
package import Store

/// An archive whose members are to be packed, to be gone through several times.
package struct MemberSource {
  let collection: PostCollection
  /// Whether its index is believed, or the tar itself is read.
  var usesIndex: Bool
  /// Whether only what is whole is given out, whatever has become of the rest.
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

  /// The selected members with their contents, as they stand.
  func stream(
    _ selection: Selection, report: @escaping Report
  ) throws(StoreError) -> any MemberStream {
    if salvages {
      return try collection.salvage(selection, interruption: interruption, report: report)
    }
    guard !usesIndex, let file = collection.archiveFile else {
      return try collection.stream(selection, interruption: interruption, report: report)
    }
    return try collection.scan(file, selection, interruption: interruption, report: report)
  }

  /// Goes through the selected entries as they stand, without their contents.
  func forEachEntry(
    _ selection: Selection, _ body: (Entry) -> Void
  ) throws(StoreError) {
    if usesIndex, !salvages, case .indexed(let index) = collection.source {
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
