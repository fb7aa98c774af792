import Foundation

/// The places of the program under test and of the files that it is tested with.
package enum Surroundings {
  /// The root of the package.
  package static let package = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The folder of the golden files.
  package static let golden = package + "/Tests/EndToEndTests/Golden"

  /// The collection that ships.
  package static let archive = package + "/archive"

  /// A real blog of 509 posts, as git archive wrote it. The developers of blogsh share it; it is
  /// not part of the package.
  package static let realBlog = package + "/../shared/corpora/18f-posts.tar.gz"

  package static let hasRealBlog = FileManager.default.isReadableFile(atPath: realBlog)

  /// Python with the judges from PyPI that `make judges` installs.
  package static let judgePython = package + "/.build/judges/bin/python"

  package static let hasJudgePython = FileManager.default.isExecutableFile(atPath: judgePython)

  /// Whether goldens are written instead of compared.
  package static let records = ProcessInfo.processInfo.environment["RECORD"] == "1"

  /// The program under test: `$BLOGSH_BINARY`, else the one that was built with the tests.
  package static let blogsh: String = {
    let named = ProcessInfo.processInfo.environment["BLOGSH_BINARY"]
    return named.flatMap { $0.isEmpty ? nil : $0 } ?? dynamicBlogsh
  }()

  /// The program that was built with the tests, which is linked dynamically.
  package static let dynamicBlogsh: String = {
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
    let folder = bundle.prefix(upTo: bundle.range(of: ".xctest")?.lowerBound ?? bundle.startIndex)
    return URL(filePath: String(folder)).deletingLastPathComponent().path + "/blogsh"
  }()

  /// Returns whether a program is installed.
  package static func has(_ program: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
  }
}
