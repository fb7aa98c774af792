import ArgumentParser
import Entries
import Posts
import Terminal

/// Work that can be done in a session.
protocol SessionWork {
  /// Does the work; the exit status depends on what is reported to the session.
  ///
  /// - Throws: the error that ended the work, which the caller reports.
  func run(in session: Session) throws

  /// Returns the limits for what the work reads; by default, the usual ones.
  func limits(insteadOf usual: Limits) -> Limits
}

extension SessionWork {
  func limits(insteadOf usual: Limits) -> Limits { usual }
}

/// A command of the command line and of the shell.
protocol SessionCommand: ParsableCommand, SessionWork {
  /// The name of the command. One whose configuration takes long to make has its own, since each
  /// start looks for a command by its name.
  static var name: String { get }

  /// The options that say when colours and styles are shown.
  var colorOptions: ColorOptions { get }

  /// The letters of the short options that take a value; none where single letters after a `-` can
  /// be a word, as in `find -name`.
  static var lettersWithValue: String { get }

  /// The option that `-5` gives its number to; nil if it is no option.
  static var optionOfNumber: String? { get }

  /// Returns the words after the command as the argument parser can read them.
  static func words(fromTyped words: [String]) -> [String]

  /// Whether `-C` before the command means anything to it.
  static var takesCollection: Bool { get }

  /// The sentence about a `-C` after the command.
  static var adviceOnCollection: String { get }

  /// Parses the words after the command.
  static func parsed(_ words: [String]) throws -> any SessionCommand

  /// The command with all its options, as help and completions list it.
  static var whole: any SessionCommand.Type { get }
}

extension SessionCommand {
  static var name: String { configuration.commandName ?? "" }

  static var takesCollection: Bool { true }

  static var adviceOnCollection: String {
    "-C goes before the command: blogsh -C <collection> \(name) ..."
  }

  static var lettersWithValue: String { "" }

  static var optionOfNumber: String? { nil }

  static func words(fromTyped words: [String]) -> [String] { separated(words) }

  static func parsed(_ words: [String]) throws -> any SessionCommand {
    try parse(self.words(fromTyped: words))
  }

  static var whole: any SessionCommand.Type { Self.self }
}

/// A command whose last operands are paths, any number of them.
protocol PathsCommand: SessionCommand {
  var paths: [String] { get set }
}

/// The `--color` option, which every command has.
struct ColorOptions: ParsableArguments {
  @Option(
    name: [.customLong("color"), .customLong("colour")],
    help: ArgumentHelp("Show colours.", valueName: "when"))
  var choice: ColorChoice?

  var color: ColorChoice { choice ?? .auto }
}

extension ColorChoice: ExpressibleByArgument {
  // The parser asks for these at each start, and its own answers take more than all of the rest
  // that a short command does besides parsing.
  package static var allValueStrings: [String] { allCases.map { $0.rawValue } }
  package static var allValueDescriptions: [String: String] { [:] }
}

extension CommandConfiguration {
  /// Returns the configuration of a command, with the sections that every help has; the exit
  /// statuses, which are the same for all, are in the help of the program.
  ///
  /// - Parameters:
  ///   - details: the text after the abstract, before the examples.
  ///   - examples: command lines that work.
  ///   - hasOwnH: whether `-h` means something else than help.
  static func command(
    _ name: String, _ abstract: String, details: String = "", examples: [String],
    hasOwnH: Bool = false
  ) -> CommandConfiguration {
    // The configurations of all commands before the one that is run are made at each start.
    var text = details
    if !text.isEmpty { text += "\n\n" }
    text += "EXAMPLES:"
    for example in examples {
      text += "\n  "
      text += example
    }
    return CommandConfiguration(
      commandName: name, abstract: abstract, discussion: text,
      helpNames: hasOwnH ? .long : nil)
  }
}
