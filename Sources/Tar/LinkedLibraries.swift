import CArchive

/// The libraries that read and write archives, as they are linked.
package enum LinkedLibraries {
  /// The versions of libarchive and of the libraries that it uses, by their names in its own words:
  /// `libarchive 3.6.2 zlib/1.2.13 liblzma/5.4.1 …` (`archive_version_details`).
  package static var versions: [String: String] {
    var versions: [String: String] = [:]
    let details = unsafe String(cString: archive_version_details())
    var words = details.split(separator: " ")[...]
    while let word = words.popFirst() {
      if let slash = word.firstIndex(of: "/") {
        versions[String(word[..<slash])] = String(word[word.index(after: slash)...])
      } else if let version = words.popFirst() {
        versions[String(word)] = String(version)
      }
    }
    return versions
  }
}
