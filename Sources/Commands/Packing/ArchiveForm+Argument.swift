import ArgumentParser
import Store

extension ArchiveForm: ExpressibleByArgument {
  package init?(argument: String) { self.init(suffix: argument) }

  package static var allValueStrings: [String] { allCases.map(\.rawValue) }

  /// `.tar, .tar.gz, …`
  static var suffixes: String {
    allValueStrings.map { "." + $0 }.joined(separator: ", ") + " or .tgz"
  }
}
