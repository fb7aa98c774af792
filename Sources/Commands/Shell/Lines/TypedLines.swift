import LineEditing
import Posts
import Terminal

/// The lines that a person types at a terminal, after a prompt.
struct TypedLines: ShellLines {
  private let shell: Shell
  private let editor: LineEditor
  private let history: ShellHistory?
  private let console: Console

  /// - Parameter history: the file that keeps lines for later shells; nil to keep none.
  init(_ shell: Shell, editor: LineEditor, history: ShellHistory?, on console: Console) {
    self.shell = shell
    self.editor = editor
    self.history = history
    self.console = console
    shell.typedLines = history?.lines ?? []
    for line in shell.typedLines { editor.remember(line) }
  }

  var place: String? { nil }

  func next(isContinuation: Bool) -> ShellInput {
    // No signal may end the process before the editor has restored the terminal.
    _ = shell.interrupts.hold()
    defer { shell.interrupts.release() }
    switch editor.readLine(prompt: isContinuation ? "> " : prompt) {
    case .line(let typed):
      let line = isContinuation ? typed : repeating(typed)
      if !line.allSatisfy(\.isWhitespace) { keep(line) }
      return .line(Array(line.utf8))
    case .interrupted: return .interrupted
    case .endOfInput: return .end
    }
  }

  private var prompt: String {
    ShellPrompt(of: (try? shell.collection.chosen())?.name, on: console).text(at: shell.workingPath)
  }

  /// Returns a line with the last one in the place of `!!` at its beginning, as in bash, and shows
  /// it.
  private func repeating(_ line: String) -> String {
    guard line.hasPrefix("!!"), let last = shell.typedLines.last else { return line }
    let whole = last + line.dropFirst(2)
    try? console.print(whole)
    try? console.finish()
    return whole
  }

  /// Keeps a line, which is several lines in the file if it was pasted.
  private func keep(_ line: String) {
    editor.remember(line)
    for part in line.split(separator: "\n") where !part.allSatisfy(\.isWhitespace) {
      shell.typedLines.append(String(part))
      history?.append(String(part))
    }
  }
}

extension Shell {
  /// Returns the last word of a line that was typed: 0 is the newest line with any word.
  func lastWord(ofLine age: Int) -> String? {
    typedLines.reversed().lazy.compactMap { Self.lastWord(of: Array($0.utf8)) }.dropFirst(age).first
  }

  private static func lastWord(of line: [UInt8]) -> String? {
    let lexed = ShellLexer.tokens(of: line)
    if let start = lexed.outside, start < line.count { return lastWord(of: Array(line[start...])) }
    return lexed.tokens.last { if case .word = $0.kind { true } else { false } }
      .map { String(decoding: line[$0.range], as: UTF8.self) }
  }
}
