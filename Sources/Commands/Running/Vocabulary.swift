import ArgumentParser

/// The commands that may be said in one place, and the root that tells of them.
struct Vocabulary {
  let root: any ParsableCommand.Type
  let commands: [any SessionCommand.Type]
  /// Whether `-C` may stand before a command.
  let takesCollection: Bool

  static let commandLine = Vocabulary(
    root: Blogsh.self, commands: Blogsh.commands, takesCollection: true)

  func command(named name: String) -> (any SessionCommand.Type)? {
    commands.first { $0.configuration.commandName == name }
  }
}
