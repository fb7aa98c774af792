import Tar

/// The libraries that read and write archives.
package enum ArchiveLibraries {
  /// The version of each library, by its name.
  package static var versions: [String: String] { LinkedLibraries.versions }
}
