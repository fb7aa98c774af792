import Glibc

/// The sanitizer that the tests and the program are built with under `make test
/// SANITIZE=thread|address`.
package enum Sanitizing {
  /// Whether there is a sanitizer.
  package static let isOn = getenv("BLOGSH_SANITIZE") != nil

  /// Whether it is the one for threads. With it, every program writes a file in TMPDIR and maps it
  /// to memory, and crashes if there was no room for the file.
  package static let writesFiles = getenv("BLOGSH_SANITIZE").map { String(cString: $0) } == "thread"

  /// The prefix for a command in the shell's language that keeps the sanitizer from writing a file.
  package static let writingNone = writesFiles ? "TMPDIR=/dev/null " : ""

  /// The factor by which the sanitizer may slow anything down.
  package static let patience = isOn ? 10 : 1

  /// The environment that tells the sanitizer where to write its reports, for every program.
  static let surroundings: [String: String] = {
    let names = ["ASAN_OPTIONS", "BLOGSH_SANITIZE", "LSAN_OPTIONS", "TSAN_OPTIONS"]
    return names.reduce(into: [:]) { variables, name in
      variables[name] = getenv(name).map { String(cString: $0) }
    }
  }()
}
