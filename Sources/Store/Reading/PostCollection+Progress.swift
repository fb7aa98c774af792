import ArchiveFormat
import Archives
package import Posts

/// The lengths by which the progress through a whole archive is measured.
extension PostCollection {
  /// The length of the tar in bytes; nil if only reading it would give the length.
  package var tarLength: Int? {
    guard case .indexed(let index) = source else { return nil }
    return Int(index.trailer.tarLength)
  }
}

extension Entry {
  /// The number of bytes that the entry takes in a tar, without headers for long names.
  package var tarLength: Int64 {
    Int64(IndexedArchive.unit) + min(size, IndexedArchive.greatestLength).inWholeUnits
  }
}
