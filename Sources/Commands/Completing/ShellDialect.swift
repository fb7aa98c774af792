import ArgumentParser

/// A shell that a command line is typed into.
enum ShellDialect: String, CaseIterable, ExpressibleByArgument {
  case bash, zsh, fish
}

/// What the end of a command line stands within.
enum ShellQuote: String, CaseIterable, ExpressibleByArgument {
  case none = ""
  case single = "'"
  case double = "\""
  /// As `$'…'`, where a backslash stands before more than itself.
  case escapes = "$'"
}
