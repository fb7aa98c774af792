import ArgumentParser
import Files
import Glibc
import SystemPackage
import Terminal

/// The `!` command, which passes a line on to the usual shell of the person.
struct RunOutside: ShellBuiltin {
  static let configuration = {
    var configuration = CommandConfiguration.command(
      "!", "Run the rest of the line in your usual shell.",
      details: """
        The shell is $SHELL, or else sh; without a command, it is started for you to type in. It \
        runs in the folder outside the collection that lpwd prints. The exit status is that of the \
        command.
        """,
      examples: ["!ls -l", "!git add post && git commit", "!"])
    // Nothing in the rest of a line is an option.
    configuration.helpNames = []
    return configuration
  }()

  @OptionGroup(visibility: .hidden) var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("What to run.", valueName: "command"))
  var command: String?

  static func words(fromTyped words: [String]) -> [String] { ["--"] + words }

  func run(in session: Session, of shell: Shell) throws {
    let (output, errors) = (session.console.output, session.console.errors)
    let wish = session.environment["SHELL"] ?? ""
    let program = wish.isEmpty ? "sh" : wish
    let process: pid_t
    do throws(Errno) {
      process = try ProcessStart.start(
        ([program] + (command.map { ["-c", $0] } ?? [])).map { ArgumentText.bytes(of: $0) },
        environment: session.environment.all,
        descriptors: [.standardInput] + [output, errors].map(\.destination.descriptor))
    } catch {
      let failure = ShellError.cannotStart(
        ArgumentText.bytes(of: program), "\(error)",
        status: error == .noSuchFileOrDirectory ? 127 : 126)
      session.fail(failure)
      return session.end(withExitCode: failure.status)
    }
    let status = ProcessStart.wait(for: process)
    session.end(withExitCode: status)
    // A program that goes on after an interrupt, as editors do, has used it itself.
    if status != Shell.interruptedStatus { _ = session.interrupts.forgetKeyboard() }
  }
}

/// The `lcd` command, named as that of sftp(1).
struct ChangeFolderOutside: ShellBuiltin {
  static let configuration = CommandConfiguration.command(
    "lcd", "Go to another folder outside the collection.",
    details: """
      Files outside the collection are relative to it: those of <, > and >>, of programs, and of \
      commands such as unpack, diff and backup. Without a folder, goes to your home folder.
      """,
    examples: ["lcd ~/backups", "lcd ..", "lcd"])

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The folder.", valueName: "folder"))
  var folder: String?

  func run(in session: Session, of shell: Shell) throws {
    guard let folder = folder ?? session.environment["HOME"] else {
      throw ShellError.cannotGoOutside(Array("your home folder".utf8), "HOME is not set")
    }
    session.openCollection.anchor()
    let bytes = ArgumentText.bytes(of: folder)
    guard unsafe FilePath(bytes: bytes).withPlatformString({ unsafe chdir($0) }) == 0 else {
      throw ShellError.cannotGoOutside(bytes, "\(Errno(rawValue: errno))")
    }
  }
}

/// The `lpwd` command, named as that of sftp(1).
struct FolderOutside: ShellBuiltin {
  static let configuration = CommandConfiguration.command(
    "lpwd", "Print the folder outside the collection.", examples: ["lpwd"])

  @OptionGroup var colorOptions: ColorOptions

  func run(in session: Session, of shell: Shell) throws {
    guard let folder = WorkingFolder() else {
      throw ShellError.cannotGoOutside(Array(".".utf8), "the folder is gone")
    }
    try session.console.print(name: folder.path)
  }
}
