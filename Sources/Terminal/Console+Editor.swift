extension Console {
  /// Opens files in the editor of the user, and waits until it ends.
  ///
  /// The editor is `VISUAL`, but not at a dumb terminal, else `EDITOR`, else `editor`, else `vi`,
  /// as for git (git-var(1), GIT_EDITOR). The variables are split into words without a shell.
  ///
  /// - Throws: `ConsoleError.editor` if it cannot be started, or does not end with status 0; the
  ///   first error of standard output.
  package func edit(_ files: [[UInt8]]) throws(ConsoleError) {
    stopProgress()
    try output.finish()
    let wishes = output.destination.isDumb ? ["EDITOR"] : ["VISUAL", "EDITOR"]
    let wish = wishes.lazy.compactMap { self.environment[$0] }.first { !$0.isEmpty }
    let streams = [output.destination.descriptor, errors.destination.descriptor]
    for command in wish.map({ [$0] }) ?? ["editor", "vi"] {
      guard let words = CommandWords.words(of: command), !words.isEmpty else {
        throw .editor(command, "it is not a command")
      }
      switch Editor.run(words, on: files, environment: environment.all, streams: streams) {
      case .done: return
      case .missing where command == "editor" && wish == nil: continue
      case .missing: throw .editor(words[0], "there is no such program")
      case .failed(let reason): throw .editor(words[0], reason)
      }
    }
  }
}
