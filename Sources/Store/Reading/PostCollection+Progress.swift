import ArchiveFormat
import Archives
package import Posts

/// What tells how far reading a whole archive is.
extension PostCollection {
  /// How many bytes the tar has; nil where only reading it would tell.
  package var tarLength: Int? {
    guard case .indexed(let index) = source else { return nil }
    return Int(index.trailer.tarLength)
  }
}

extension Entry {
  /// How many bytes it takes in a tar, long names left out.
  package var tarLength: Int64 {
    Int64(IndexedArchive.unit) + min(size, IndexedArchive.greatestLength).inWholeUnits
  }
}
