import ArgumentParser

/// The root command of the shell, as the argument parser sees it: with the commands of the command
/// line, and the shell's own.
struct ShellRoot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blogsh",
    abstract: "Commands of the shell; `help COMMAND` describes one of them.",
    discussion: """
      Paths are relative to the working path, and / is the root of the collection. Words are \
      quoted as in a POSIX shell; * ? [...] and ** match names in the collection; $ has no \
      special meaning, so that there is no $?. Commands after a | are programs of the system, and \
      ! passes the rest of the line to your usual shell; archives, the folders of --to and the \
      files after > >> < 2> are outside the collection, relative to the folder that lpwd prints.

      EXAMPLES:
        cd post
        cat where-the-key-is.md
        grep -c FUSES | sort
        cat --raw box-23.md > box.md
        !git status
      """,
    subcommands: commands.map { $0.whole })

  static let commands: [any SessionCommand.Type] =
    Blogsh.commands.filter { !Self.isOfCommandLine($0) }
    + [
      ChangeFolder.self, WorkingPath.self, ShowPages.self, RunOutside.self,
      ChangeFolderOutside.self, FolderOutside.self, ShowHistory.self, Help.self, ClearScreen.self,
      ExitShell.self,
    ]

  /// Returns whether a command makes no sense in a shell.
  private static func isOfCommandLine(_ command: any SessionCommand.Type) -> Bool {
    command == ShellCommand.self || command == InitCommand.self
      || command == CompletionCommand.self || command == Complete.self
  }
}
