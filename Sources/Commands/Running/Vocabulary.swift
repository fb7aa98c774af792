import ArgumentParser

/// The commands that may be said in one place, and the root that tells of them.
///
/// Nothing is made before it is asked for: of the command line, `cat` with nothing but paths asks for none.
enum Vocabulary {
  /// What may be said to the program; is told whether somebody could type what is not said.
  case commandLine(isAtTerminal: () -> Bool)
  /// What may be said in the shell.
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

  /// Whether `-C` may stand before a command.
  var takesCollection: Bool {
    switch self {
    case .commandLine: true
    case .shell: false
    }
  }

  /// The command that is meant where none is named; nil for the help.
  var usualCommand: String? {
    switch self {
    case .commandLine(let isAtTerminal): isAtTerminal() ? ShellCommand.name : nil
    case .shell: nil
    }
  }

  func command(named name: String) -> (any SessionCommand.Type)? {
    commands.first { $0.configuration.commandName == name }
  }

  /// What the parser says of more help, so that it can be followed here: in the shell `help ls` is said
  /// for `blogsh ls --help`.
  func hint(_ sentence: String) -> String {
    let parts = sentence.split(separator: "'", omittingEmptySubsequences: false)
    guard case .shell = self, parts.count == 3 else { return sentence }
    let words = parts[1].split(separator: " ").filter { $0 != "blogsh" && $0 != "--help" }
    return "\(parts[0])'\((["help"] + words).joined(separator: " "))'\(parts[2])"
  }
}
