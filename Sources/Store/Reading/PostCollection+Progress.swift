import ArchiveFormat
import Archives
package import Entries
package import Posts

/// The totals by which progress is measured.
extension PostCollection {
  /// The length of the tar in bytes; nil if the archive has no index, and for a folder.
  package var tarLength: Int? { index.map { Int($0.trailer.tarLength) } }

  /// Returns the totals of what is selected, without reading any content; nil if they are not known
  /// before the whole archive has been read.
  package func totals(of selection: Selection, context: Context) -> Totals? {
    guard !isArchive || index != nil else { return nil }
    return try? ask(.silent(context.interruption)) { (source) throws(StoreError) in
      var totals = (posts: 0, bytes: Int64(0))
      func add(_ entry: Entry) {
        if entry.isPost { totals.posts += 1 }
        // The sizes that an index claims may overflow when they are added.
        totals.bytes = totals.bytes.addingReportingOverflow(entry.size).partialValue
      }
      if let index = source.index {
        var rows = index.rows()
        while let row = try rows.next() {
          if selection.includes(row.entry.path) { add(row.entry) }
        }
      } else {
        let stream = try source.stream(selection, context: .silent(context.interruption))
        while let entry = try stream.next() { add(entry) }
      }
      return Totals(posts: totals.posts, bytes: Int(clamping: totals.bytes))
    }
  }
}

extension Entry {
  /// The number of bytes that the entry takes in a tar, without headers for long names.
  package var tarLength: Int64 {
    Int64(IndexedArchive.unit) + min(size, IndexedArchive.maximumLength).roundedUpToBlock
  }
}
