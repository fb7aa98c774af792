import LineEditing
import Posts
import Terminal

/// The lines that a person types at a terminal, after a prompt.
struct TypedLines: ShellLines {
  private let shell: Shell
  private let editor: LineEditor
  private let history: ShellHistory?

  /// - Parameter history: the file that keeps lines for later shells; nil to keep none.
  init(_ shell: Shell, editor: LineEditor, history: ShellHistory?) {
    self.shell = shell
    self.editor = editor
    self.history = history
    shell.typedLines = history?.lines ?? []
    for line in shell.typedLines { editor.remember(line) }
  }

  var place: String? { nil }

  func next(isContinuation: Bool) -> ShellInput {
    // No signal may end the process before the editor has restored the terminal.
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
  /// The prompt: `$ `, after the working path unless that is the root.
  fileprivate var prompt: String {
    workingPath.isRoot ? "$ " : "\(ShellQuoting.quoted(workingPath.bytes)) $ "
  }
}
