import CArchive

/// The version of libarchive that is running: three digits each for minor and patch, as 3006002.
package func libarchiveVersion() -> Int { Int(archive_version_number()) }
