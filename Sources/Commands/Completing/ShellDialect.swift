import ArgumentParser

/// A shell that a command line is typed into.
enum ShellDialect: String, CaseIterable, ExpressibleByArgument {
  case bash, zsh, fish
}

/// The quotes that are open at the end of a command line.
enum ShellQuote: String, CaseIterable, ExpressibleByArgument {
  case none = ""
  case single = "'"
  case double = "\""
  /// `$'…'`, in which a backslash begins an escape.
  case escapes = "$'"
}
