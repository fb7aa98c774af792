import Glibc

/// The sanitizer that tests and program are built with, where `make test SANITIZE=thread|address`
/// runs them.
package enum Sanitizing {
  /// Whether there is one.
  package static let isOn = getenv("BLOGSH_SANITIZE") != nil

  /// Whether it is the one for threads, which has every program write a file in TMPDIR, read it by
  /// mapping it, and die where there was no room for it.
  package static let writesFiles = getenv("BLOGSH_SANITIZE").map { String(cString: $0) } == "thread"

  /// What in front of a command has the sanitizer write no file, in the language of the shell.
  package static let writingNone = writesFiles ? "TMPDIR=/dev/null " : ""

  /// How many times as long anything may take with it.
  package static let patience = isOn ? 10 : 1

  /// What tells it where its reports go, for every program that is started.
  static let surroundings: [String: String] = {
    let names = ["ASAN_OPTIONS", "BLOGSH_SANITIZE", "LSAN_OPTIONS", "TSAN_OPTIONS"]
    return names.reduce(into: [:]) { variables, name in
      variables[name] = getenv(name).map { String(cString: $0) }
    }
  }()
}
