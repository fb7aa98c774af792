import ArchiveFormat
import Archives
package import Posts

/// The lengths by which the progress through a whole archive is measured.
extension PostCollection {
  /// The length of the tar in bytes; nil if the archive has no index, and for a folder.
  package var tarLength: Int? { index.map { Int($0.trailer.tarLength) } }
}

extension Entry {
  /// The number of bytes that the entry takes in a tar, without headers for long names.
  package var tarLength: Int64 {
    Int64(IndexedArchive.unit) + min(size, IndexedArchive.maximumLength).roundedUpToBlock
  }
}
