import CArchive

/// Returns the version of the libarchive that is loaded, with three digits each for minor and
/// patch: 3006002 is 3.6.2.
package func libarchiveVersion() -> Int { Int(archive_version_number()) }
