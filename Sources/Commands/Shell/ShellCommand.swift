import Archives
import ArgumentParser
import Entries
import Files
import LineEditing
import SystemPackage
import Terminal

/// The `shell` command, which is run if the command line names none.
struct ShellCommand: ReadingCommand {
  static let name = "shell"

  static let configuration = CommandConfiguration.command(
    name, "Run commands with one collection open.",
    details: """
      At a terminal, lines are typed at a prompt, with history and completion; otherwise they are \
      read from standard input, from a script or from -c. blogsh without a command does the same, \
      and takes -c and -e too. The syntax is that of a POSIX shell: quotes, globs, # comments, ;, \
      &&, || and pipes. The first command of a pipe is one of blogsh's, and those after it are \
      programs of the system; ! passes the rest of the line to $SHELL. There are no variables, not \
      even $?: && and || act on a status. The exit status is that of the last command, or 127 if \
      there is no command of that name.

      Paths of posts are relative to the working path, which cd changes and which is the root of \
      the collection at first, also for -c and a script; / is that root. Everything outside the \
      collection is relative to the working directory of blogsh, which lcd changes: archives, the \
      files after <, > and >>, and the folders of --to.

      The keys are those of emacs or vi, and can be changed in ~/.editrc (editrc(5)). Ctrl-C ends \
      the running command, Ctrl-D ends the shell, Alt-. inserts the last word of the line before, \
      !! repeats that line, and Ctrl-R searches the history, which is kept in \
      $XDG_STATE_HOME/blogsh, or by default in ~/.local/state/blogsh. Pasted lines wait for Enter.
      """,
    examples: [
      "blogsh",
      "blogsh -C blog.tar.zst",
      "blogsh -c 'cd post; grep -c FUSES | sort'",
      "blogsh shell -e script.blogsh",
    ])

  @Option(
    name: .customShort("c"), parsing: .unconditional,
    help: ArgumentHelp("Run these commands instead of reading any.", valueName: "commands"))
  var commands: String?

  @Flag(name: .customShort("e"), help: "Stop at the first command that fails.")
  var stopAtFailure = false

  @Flag(name: .customLong("no-history"), help: "Do not read or write the history of typed lines.")
  var noHistory = false

  @Option(help: ArgumentHelp("The keys that edit a line: emacs or vi.", valueName: "keys"))
  var keys: EditingKeys?

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("A file with commands; - is standard input.", valueName: "script"))
  var script: String?

  func validate() throws {
    if commands != nil, script != nil {
      throw ValidationError("Use only one of -c and a script.")
    }
  }

  func run(in session: Session) throws {
    let isRead = commands == nil && (script == nil || script == "-")
    if isRead, (try? session.openCollection.chosen())?.name == "-" {
      throw ValidationError(
        "Standard input is the archive, so that it cannot have the commands: give them with -c or "
          + "in a file.")
    }
    let isTyped = isRead && script == nil && Self.isAtTerminal(session.console)
    let shell = Shell(session, .init(isInteractive: isTyped, stopsAtFailure: stopAtFailure))
    if isTyped {
      try runTyped(shell, on: session.console)
    } else if let commands {
      var lines = GivenLines(ArgumentText.bytes(of: commands), named: "-c")
      shell.run(&lines, on: session.console)
    } else if let script, script != "-" {
      var lines = GivenLines(
        try OutsideFile.bytes(reading: script),
        named: Sanitizer.line(ArgumentText.bytes(of: script)))
      shell.run(&lines, on: session.console)
    } else {
      var lines = InputLines(.standardInput)
      shell.run(&lines, on: session.console)
    }
    session.end(withExitCode: shell.status)
  }

  /// Returns whether a shell is meant if no command is given: where lines can be typed at a prompt,
  /// and where standard input is something else than a terminal.
  static func isMeant(on console: Console) -> Bool {
    !hasKeyboard(console) || console.output.isTerminal
  }

  /// Returns whether standard input and standard output are a terminal.
  private static func isAtTerminal(_ console: Console) -> Bool {
    hasKeyboard(console) && console.output.isTerminal
  }

  private static func hasKeyboard(_ console: Console) -> Bool {
    Destination(.standardInput, environment: console.environment).isTerminal
  }

  private func runTyped(_ shell: Shell, on console: Console) throws {
    let completion = ShellCompletion(shell, console)
    guard
      let editor = LineEditor.open(
        input: FileDescriptor.standardInput.rawValue, output: shell.output.descriptor.rawValue,
        keys: keys, historySize: ShellHistory.maximumLines,
        marksPaste: !console.output.destination.isDumb,
        isInterrupted: shell.interruption.isRequested, lastWord: shell.lastWord(ofLine:),
        completer: completion.complete)
    else { throw ShellError.cannotEdit }
    var lines = TypedLines(shell, editor: editor, history: history(console), on: console)
    shell.run(&lines, on: console)
    // The editor leaves the cursor after the prompt.
    if !shell.hasEnded { try console.print("") }
  }

  private func history(_ console: Console) -> ShellHistory? {
    guard !noHistory, let folder = ShellHistory.folder(console.environment) else { return nil }
    do throws(Errno) {
      return try ShellHistory.open(in: folder)
    } catch {
      console.report("cannot keep a history in \(folder): \(error)", as: .warning)
      return nil
    }
  }
}

extension EditingKeys: ExpressibleByArgument {}
