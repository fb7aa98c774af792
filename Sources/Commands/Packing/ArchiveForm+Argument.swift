import Archives
import ArgumentParser

extension ArchiveForm: ExpressibleByArgument {
  package init?(argument: String) { self.init(suffix: argument) }

  package static var allValueStrings: [String] { allCases.map(\.rawValue) }

  /// The suffixes of all formats: `.tar, .tar.gz, …`.
  static var suffixes: String {
    allValueStrings.map { "." + $0 }.joined(separator: ", ") + " or .tgz"
  }

  /// Throws unless the format has a level.
  func requireLevel(_ level: Int) throws {
    guard let levels else { throw ValidationError("A tar without compression has no level.") }
    guard levels.contains(level) else {
      throw ValidationError(
        "The level of \(rawValue) must be from \(levels.lowerBound) to \(levels.upperBound).")
    }
  }
}
