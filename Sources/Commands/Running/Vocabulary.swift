import ArgumentParser

/// The commands of the program or of the shell, and the root command whose help lists them.
///
/// Nothing is created before it is needed: `cat` with nothing but paths needs none of it.
enum Vocabulary {
  /// The commands of the program; the closure returns whether it runs at a terminal.
  case commandLine(isAtTerminal: () -> Bool)
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

  /// The command to run if none is named; nil to show the help.
  var usualCommand: String? {
    switch self {
    case .commandLine(let isAtTerminal): isAtTerminal() ? ShellCommand.name : nil
    case .shell: nil
    }
  }

  /// The command line that lists all commands.
  var nameOfHelp: String {
    switch self {
    case .commandLine: "blogsh help"
    case .shell: "help"
    }
  }

  func command(named name: String) -> (any SessionCommand.Type)? {
    commands.first { $0.configuration.commandName == name }
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
