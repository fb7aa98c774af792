import ArgumentParser

/// The commands of the program or of the shell, and the root command whose help lists them.
///
/// Nothing is created before it is needed: `cat` with nothing but paths needs none of it.
enum Vocabulary {
  /// The commands of the program; the closure returns whether none means a shell.
  case commandLine(meansShell: () -> Bool)
  /// The commands of the shell.
  case shell

  var root: any ParsableCommand.Type {
    switch self {
    case .commandLine: Blogsh.self
    case .shell: ShellRoot.self
    }
  }

  var commands: [any SessionCommand.Type] {
    switch self {
    case .commandLine: Blogsh.commands
    case .shell: ShellRoot.commands
    }
  }

  /// Whether `-C` is allowed before a command.
  var takesCollection: Bool {
    switch self {
    case .commandLine: true
    case .shell: false
    }
  }

  /// Returns the command that is meant by words without one; nil for none. Options of sh(1) are
  /// those of the shell, and some have the name of a command.
  func command(meantBy words: ArraySlice<String>) -> String? {
    guard case .commandLine(let meansShell) = self else { return nil }
    guard let first = words.first else { return meansShell() ? ShellCommand.name : nil }
    if VersionCommand.options.contains(first) { return VersionCommand.name }
    return ["-c", "-e"].contains(where: first.hasPrefix) ? ShellCommand.name : nil
  }

  /// The command line that lists all commands.
  var nameOfHelp: String {
    switch self {
    case .commandLine: "blogsh help"
    case .shell: "help"
    }
  }

  func command(named name: String) -> (any SessionCommand.Type)? {
    commands.first { $0.name == name }
  }

  /// Adapts the parser's hint on where to find help, so that it can be followed: in the shell it
  /// names `help ls` instead of `blogsh ls --help`.
  func hint(_ sentence: String) -> String {
    let parts = sentence.split(separator: "'", omittingEmptySubsequences: false)
    guard case .shell = self, parts.count == 3 else { return sentence }
    let words = parts[1].split(separator: " ").filter { $0 != "blogsh" && $0 != "--help" }
    return "\(parts[0])'\((["help"] + words).joined(separator: " "))'\(parts[2])"
  }
}
