import ArgumentParser
import Terminal

/// The `completion` command: prints the script with which a shell completes the arguments of
/// blogsh.
struct CompletionCommand: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "completion", "Print a completion script for a shell.",
    details: """
      Completes commands, options and their values, and paths of the collection that -C or \
      BLOGSH_COLLECTION names, one folder at a time; in an archive, paths come from the index. \
      After an archive and @ it completes snapshots, and in their places tags and fields. \
      Completed words are quoted. bash does not pass on a variable that is set on the same line, \
      and fish cannot complete a name that contains a tab.
      """,
    examples: [
      "source <(blogsh completion bash)",
      "blogsh completion zsh > ~/.zfunc/_blogsh",
      "blogsh completion fish > ~/.config/fish/completions/blogsh.fish",
    ])

  static let takesCollection = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The shell: bash, zsh or fish.", valueName: "shell"))
  var shell: ShellDialect

  func run(in session: Session) throws {
    try session.console.write(data: shell.completionScript.utf8.span)
  }
}
