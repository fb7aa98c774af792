import LineEditing
import Posts
import Terminal

/// Lines that a person types at a terminal, behind a prompt.
struct TypedLines: ShellLines {
  private let shell: Shell
  private let editor: LineEditor
  private let history: ShellHistory?

  /// - Parameter history: where lines are kept for later shells; nil for nowhere.
  init(_ shell: Shell, editor: LineEditor, history: ShellHistory?) {
    self.shell = shell
    self.editor = editor
    self.history = history
    shell.typedLines = history?.lines ?? []
    for line in shell.typedLines { editor.remember(line) }
  }

  var place: String? { nil }

  func next(isContinuation: Bool) -> ShellInput {
    // The editor gives the terminal back as it was, so no signal may end the process before it has.
    _ = shell.interrupts.hold()
    defer { shell.interrupts.release() }
    switch editor.readLine(prompt: isContinuation ? "> " : shell.prompt) {
    case .line(let line):
      if !line.allSatisfy(\.isWhitespace) { keep(line) }
      return .line(Array(line.utf8))
    case .interrupted: return .interrupted
    case .endOfInput: return .end
    }
  }

  private func keep(_ line: String) {
    editor.remember(line)
    shell.typedLines.append(line)
    history?.append(line)
  }
}

extension Shell {
  /// `$ `, behind the working path where that is not the root.
  fileprivate var prompt: String {
    workingPath.isRoot ? "$ " : "\(ShellQuoting.quoted(workingPath.bytes)) $ "
  }
}
