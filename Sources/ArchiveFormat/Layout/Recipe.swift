import CZstd

/// The way in which an archive was made: the same members and the same recipe give the same bytes.
package struct Recipe: Hashable, Sendable {
  /// The level at which frames are compressed.
  package var level: Int32
  /// The version of libzstd: 10504 for 1.5.4.
  package var zstdVersion: UInt32
  /// The version of libarchive: 3006002 for 3.6.2.
  package var libarchiveVersion: UInt32
  /// The number of the rules by which blogsh makes rows and cuts frames.
  package var number: UInt32

  package init(level: Int32, zstdVersion: UInt32, libarchiveVersion: UInt32, number: UInt32) {
    self.level = level
    self.zstdVersion = zstdVersion
    self.libarchiveVersion = libarchiveVersion
    self.number = number
  }

  /// Returns the recipe that this program follows.
  package static func current(level: Int, libarchiveVersion: Int) -> Recipe {
    Recipe(
      level: Int32(clamping: level), zstdVersion: ZSTD_versionNumber(),
      libarchiveVersion: UInt32(clamping: libarchiveVersion), number: IndexedArchive.recipe)
  }
}
