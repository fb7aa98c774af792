import LineEditing
import Posts
import Search
import Store
import View

/// The versions of the program and of everything that is linked into it.
enum VersionFacts {
  /// One JSON object: the version, and the version of each C library by its name.
  static var json: String {
    let libraries = ArchiveLibraries.versions.merging([
      "cmark-gfm": View.LinkedLibrary.version, "libedit": LineEditing.LinkedLibrary.version,
      "libyaml": Posts.LinkedLibrary.version, "pcre2": Search.LinkedLibrary.version,
    ]) { $1 }
    let fields = libraries.sorted { $0.key < $1.key }
      .map { Value.Field($0.key, .string($0.value)) }
    let facts: Value = .table([
      Value.Field("version", .string(Blogsh.version.number)),
      Value.Field("libraries", .table(fields)),
    ])
    return String(decoding: JSONText.encode(facts), as: UTF8.self)
  }
}
