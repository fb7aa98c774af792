import LineEditing

/// Completes what is typed in the shell.
struct ShellCompletion {
  private let shell: Shell
  private let console: Console

  init(_ shell: Shell, _ console: Console) {
    self.shell = shell
    self.console = console
  }

  func complete(_ text: String, leaveLine: () -> Void) -> TabAnswer { .nothing }
}
