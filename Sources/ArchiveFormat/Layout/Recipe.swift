import CZstd

/// Says how an archive was made: the same members and the same recipe are the same bytes.
package struct Recipe: Hashable, Sendable {
  /// Names the level that frames are compressed at.
  package var level: Int32
  /// Names the libzstd, 10504 for 1.5.4.
  package var zstdVersion: UInt32
  /// Names the libarchive, 3006002 for 3.6.2.
  package var libarchiveVersion: UInt32
  /// Counts the ways in which blogsh makes rows and borders of members.
  package var number: UInt32

  package init(level: Int32, zstdVersion: UInt32, libarchiveVersion: UInt32, number: UInt32) {
    self.level = level
    self.zstdVersion = zstdVersion
    self.libarchiveVersion = libarchiveVersion
    self.number = number
  }

  /// Names the recipe that this program follows.
  package static func current(level: Int, libarchiveVersion: Int) -> Recipe {
    Recipe(
      level: Int32(clamping: level), zstdVersion: ZSTD_versionNumber(),
      libarchiveVersion: UInt32(clamping: libarchiveVersion), number: IndexedArchive.recipe)
  }
}
