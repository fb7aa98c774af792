import Files
import Glibc
import Posts

/// The environment variables.
///
/// Those of the process are looked up one by one, since copying them all takes a tenth of the time
/// of a short command.
package struct Environment: Sendable {
  /// The variables; nil for those of the process.
  private let variables: [String: String]?

  /// The environment of the process.
  package static let process = Environment(variables: nil)

  private init(variables: [String: String]?) { self.variables = variables }

  /// Creates an environment of only these variables.
  package init(_ variables: [String: String]) { self.variables = variables }

  /// The value of a variable, decoded as by `ArgumentText`; nil if it is not set (getenv(3)).
  package subscript(name: String) -> String? {
    if let variables { return variables[name] }
    return unsafe getenv(name).map { unsafe ArgumentText.text(of: $0) }
  }

  /// Whether the locale is one whose characters are not those of UTF-8, so that only ASCII is safe.
  ///
  /// The first of `LC_ALL`, `LC_CTYPE` and `LANG` that is not empty names the locale (POSIX,
  /// "Internationalization Variables"). Where none does, nobody has asked for less than UTF-8.
  package var isASCII: Bool {
    guard
      let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap({ self[$0] })
        .first(where: { !$0.isEmpty })
    else { return false }
    // Compared byte by byte, since a search in a string takes a quarter of the time of a `cat`.
    let letters = locale.utf8.filter { $0 != .dash }.map(\.asciiLowercased)
    return !letters.indices.contains { letters[$0...].starts(with: "utf8".utf8) }
  }

  /// All variables, to be passed to a program.
  package var all: [String: String] {
    if let variables { return variables }
    var all: [String: String] = [:]
    var next = unsafe environ
    while let entry = unsafe next.pointee {
      let text = unsafe ArgumentText.text(of: entry)
      if let equals = text.firstIndex(of: "=") {
        all[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      unsafe next += 1
    }
    return all
  }
}
