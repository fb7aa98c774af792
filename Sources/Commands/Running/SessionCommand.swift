import ArgumentParser
import Terminal

/// Work that can be done in a session.
protocol SessionWork {
  /// Does the work; the exit status depends on what is reported to the session.
  ///
  /// - Throws: the error that ended the work, which the caller reports.
  func run(in session: Session) throws
}

/// A command of the command line and of the shell.
protocol SessionCommand: ParsableCommand, SessionWork {
  /// The options that say when colours and styles are shown.
  var colorOptions: ColorOptions { get }
}

/// The `--color` option, which every command has.
struct ColorOptions: ParsableArguments {
  @Option(
    name: .customLong("color"),
    help: ArgumentHelp(
      "Show colours and styles: auto, always or never.",
      discussion: "With auto, NO_COLOR and CLICOLOR_FORCE are respected.", valueName: "when"))
  var color: ColorChoice = .auto
}

extension ColorChoice: ExpressibleByArgument {}

extension CommandConfiguration {
  /// Returns the configuration of a command, with the sections that every help has.
  ///
  /// - Parameters:
  ///   - details: the text after the abstract, before the examples.
  ///   - examples: command lines that work.
  static func command(
    _ name: String, _ abstract: String, details: String = "", examples: [String]
  ) -> CommandConfiguration {
    let parts = [
      details, "EXAMPLES:\n" + examples.map { "  " + $0 }.joined(separator: "\n"), ExitStatus.help,
    ]
    return CommandConfiguration(
      commandName: name, abstract: abstract,
      discussion: parts.filter { !$0.isEmpty }.joined(separator: "\n\n"))
  }
}
