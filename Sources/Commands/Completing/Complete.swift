import ArgumentParser
import Entries
import Files
import Terminal

/// The hidden command that completion scripts run while a person types.
struct Complete: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "complete", abstract: "Tell a completion script what can come next.",
    shouldDisplay: false)

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: "The shell that asks.")
  var shell: ShellDialect

  @Argument(help: "The line up to the cursor.")
  var line: String

  @Argument(help: "The quote that is open, if the shell reports it.")
  var quote: ShellQuote?

  func run(in session: Session) throws {
    let end = ContinuousClock.now + .seconds(2)
    let completion = LineCompletion(
      vocabulary: .commandLine { false }, environment: session.environment,
      context: .silent(Interruption { ContinuousClock.now > end }))
    var line = ShellLine(ArgumentText.bytes(of: line), in: shell, environment: session.environment)
    if let quote { line.quote = quote }
    let answer = CompletionAnswer(completion.answer(to: line), to: line, in: shell)
    try session.console.write(data: answer.bytes.span)
  }
}
