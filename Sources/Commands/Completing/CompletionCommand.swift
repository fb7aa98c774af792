import ArgumentParser
import Terminal

/// `completion`: prints the script by which a shell completes the words of blogsh.
struct CompletionCommand: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "completion", "Print a completion script for a shell.",
    details: """
      Commands, options and their values are completed, and paths of the collection that -C or \
      BLOGSH_COLLECTION names, folder by folder, in archives by their index. What is put in is \
      quoted. bash does not tell of a variable that is set on the very line, and fish cannot be given \
      a name that holds a tab.
      """,
    examples: [
      "source <(blogsh completion bash)",
      "blogsh completion zsh > ~/.zfunc/_blogsh",
      "blogsh completion fish > ~/.config/fish/completions/blogsh.fish",
    ])

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The shell: bash, zsh or fish.", valueName: "shell"))
  var shell: ShellDialect

  func run(in session: Session) throws {
    try session.console.write(data: shell.completionScript.utf8.span)
  }
}
