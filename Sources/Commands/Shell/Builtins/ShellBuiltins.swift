import ArgumentParser
import Entries
import Files
import Posts
import Store
import Terminal

/// A command that acts on the shell itself.
protocol ShellBuiltin: SessionCommand {
  func run(in session: Session, of shell: Shell) throws
}

extension ShellBuiltin {
  func run(in session: Session) throws {
    guard let shell = session.shell else { return }
    try run(in: session, of: shell)
  }
}

struct ChangeFolder: ShellBuiltin {
  static let name = "cd"

  static let configuration = CommandConfiguration.command(
    name, "Go to a folder of the collection.",
    details: """
      Without a path, goes to the root; with -, back to the previous folder. A symbolic link \
      leads to its target, but never outside the collection.
      """,
    examples: ["cd post/letters", "cd ..", "cd -"])

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The folder.", valueName: "path"))
  var path: String?

  func run(in session: Session, of shell: Shell) throws {
    guard let path else { return shell.go(to: .root) }
    if path == "-" {
      shell.go(to: shell.previousPath)
      return try session.console.print("", name: shell.workingPath.typed)
    }
    let collection = try session.collection()
    let context = session.context().silenced
    let named = try session.operands().path(ArgumentText.bytes(of: path))
    let folder = try collection.resolvingLinks(in: named, context: context)
    switch try collection.entry(at: folder, context: context) {
    case let entry? where entry.isFolder: shell.go(to: folder)
    case nil: throw ShellError.cannotGo(named, "No such file or directory")
    default: throw ShellError.cannotGo(named, "Not a directory")
    }
  }
}

struct WorkingPath: ShellBuiltin {
  static let configuration = CommandConfiguration.command(
    "pwd", "Print the working path.", examples: ["pwd"])

  @OptionGroup var colorOptions: ColorOptions

  func run(in session: Session, of shell: Shell) throws {
    try session.console.print("", name: shell.workingPath.typed)
  }
}

struct ShowPages: ShellBuiltin, PathsCommand {
  static let configuration = CommandConfiguration.command(
    "less", "Show posts in the pager.",
    details: """
      Shows the pages of cat in the pager that $BLOGSH_PAGER or $PAGER names, or else in less(1), \
      even if these say that cat uses none.
      """,
    examples: ["less where-the-key-is.md", "less letters/*.md"])

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The posts to show.", valueName: "path"))
  var paths: [String]

  func run(in session: Session, of shell: Shell) throws {
    var showing = PostShowing(paths: paths)
    showing.needsPager = true
    try showing.run(in: session)
  }
}

struct ShowHistory: ShellBuiltin {
  static let configuration = CommandConfiguration.command(
    "history", "List the lines that have been typed.",
    examples: ["history", "history 20", "history | grep backup"])

  @OptionGroup var colorOptions: ColorOptions

  @Argument(
    help: ArgumentHelp("How many lines to list, counted from the newest.", valueName: "number"))
  var number: Int?

  func validate() throws {
    if let number, number < 0 { throw ValidationError("The number must be 0 or more.") }
  }

  func run(in session: Session, of shell: Shell) throws {
    let lines = shell.typedLines
    let width = String(lines.count).count
    for (index, line) in lines.enumerated().suffix(number ?? lines.count) {
      let place = String(index + 1)
      let margin = String(repeating: " ", count: width - place.count)
      try session.console.print("\(margin)\(place)  \(line)")
    }
  }
}

struct Help: ShellBuiltin {
  static let configuration = CommandConfiguration.command(
    "help", "List the commands, or describe one of them.",
    examples: ["help", "help grep"])

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The command.", valueName: "command"))
  var command: String?

  func run(in session: Session, of shell: Shell) throws {
    let console = session.console
    guard let command else { return try HelpText(ShellRoot.helpMessage()).print(on: console) }
    if command == LimitOptions.topic { return try HelpText(LimitOptions.help).print(on: console) }
    guard let type = Vocabulary.shell.command(named: command) else {
      throw ShellError.noSuchCommand(command)
    }
    try HelpText(ShellRoot.helpMessage(for: type.whole)).print(on: console)
  }
}

struct ClearScreen: ShellBuiltin {
  static let configuration = CommandConfiguration.command(
    "clear", "Clear the screen.", examples: ["clear"])

  @OptionGroup var colorOptions: ColorOptions

  func run(in session: Session, of shell: Shell) throws { try session.console.clearScreen() }
}

struct ExitShell: ShellBuiltin {
  static let configuration = CommandConfiguration.command(
    "exit", "End the shell.",
    details: "The exit status is the given number, or else that of the last command.",
    examples: ["exit", "exit 3"])

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The status, 0 to 255.", valueName: "number"))
  var number: Int32?

  func validate() throws {
    if let number, !(0...255).contains(number) {
      throw ValidationError("The number must be from 0 to 255.")
    }
  }

  func run(in session: Session, of shell: Shell) throws {
    let status = number ?? shell.status
    shell.end(withStatus: status)
  }
}
