import ArgumentParser

/// The commands that may be said in one place, and the root that tells of them.
struct Vocabulary {
  let root: any ParsableCommand.Type
  let commands: [any SessionCommand.Type]
  /// Whether `-C` may stand before a command.
  let takesCollection: Bool

  /// What is meant where no command is named; nil for the help.
  let usualCommand: (any SessionCommand.Type)?

  /// - Parameter isAtTerminal: whether somebody could type what is not said.
  static func commandLine(isAtTerminal: Bool) -> Vocabulary {
    Vocabulary(
      root: Blogsh.self, commands: Blogsh.commands, takesCollection: true,
      usualCommand: isAtTerminal ? ShellCommand.self : nil)
  }

  static let shell = Vocabulary(
    root: ShellRoot.self, commands: ShellRoot.commands, takesCollection: false, usualCommand: nil)

  func command(named name: String) -> (any SessionCommand.Type)? {
    commands.first { $0.configuration.commandName == name }
  }
}
