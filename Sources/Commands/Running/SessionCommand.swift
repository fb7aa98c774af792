import ArgumentParser
import Terminal

/// What can be done in a session.
protocol SessionWork {
  /// Does the work; what is reported to the session decides the exit status.
  ///
  /// - Throws: what ended the work, to be told once by whoever runs it.
  func run(in session: Session) throws
}

/// A command that a person may say, on the command line and in the shell alike.
protocol SessionCommand: ParsableCommand, SessionWork {
  /// When colours and styles are shown.
  var colorOptions: ColorOptions { get }
}

/// What every command that prints can be told about colour.
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
  /// The configuration of a command, with the parts that every help has.
  ///
  /// - Parameters:
  ///   - details: what is said below the abstract, before the examples.
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
