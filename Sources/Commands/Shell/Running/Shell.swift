import Entries
import Posts
import SystemPackage
import Terminal

/// A shell on one collection: the state that one command leaves to the next.
final class Shell {
  /// The options of a shell.
  struct Options {
    /// Whether a person types lines at a terminal.
    var isInteractive = false
    /// Whether the first command that fails ends the shell.
    var stopsAtFailure = false
  }

  let options: Options
  /// The standard output of commands that are not redirected; `errors` is their standard error.
  let output: SharedDescriptor
  let errors: SharedDescriptor
  let environment: Environment
  let color: ColorChoice
  let collection: OpenCollection
  let interrupts: Interrupts
  /// The interruption of the running command, but not of the process.
  let interruption: Interruption
  /// The limits on what may come out of an archive, for all that the shell and its commands read.
  let limits: Limits

  private(set) var workingPath = Path.root
  private(set) var previousPath = Path.root
  /// The exit status of the last command.
  private(set) var status: Int32 = 0
  private(set) var hasEnded = false
  /// The lines that were typed in this shell and in earlier ones.
  var typedLines: [String] = []

  init(_ session: Session, _ options: Options) {
    self.options = options
    output = SharedDescriptor(borrowing: session.console.output.destination.descriptor)
    errors = SharedDescriptor(borrowing: session.console.errors.destination.descriptor)
    environment = session.environment
    color = session.console.color
    collection = session.openCollection
    interrupts = session.interrupts
    limits = session.limits
    interruption = options.isInteractive ? interrupts.watchKeyboard() : .never
  }

  /// Changes the working path to a folder that is known to exist.
  func go(to folder: Path) {
    previousPath = workingPath
    workingPath = folder
  }

  /// Ends the shell: no more lines are read.
  func end(withStatus status: Int32) {
    self.status = status
    hasEnded = true
  }

  /// Reports a line that makes no sense.
  func refuse(_ sentence: [UInt8], on console: Console, status: ExitStatus = .usage) {
    console.report(sentence)
    self.status = status.rawValue
    if options.stopsAtFailure { hasEnded = true }
  }

  /// Runs the pipelines of a line.
  func run(_ list: ShellList, on console: Console) {
    for (index, item) in list.items.enumerated() {
      switch item.condition {
      case .success where status != 0, .failure where status == 0: continue
      default: break
      }
      run(item.pipeline, on: console)
      let next = index + 1 < list.items.count ? list.items[index + 1].condition : .always
      if status != 0, next == .always, options.stopsAtFailure { hasEnded = true }
      if hasEnded || wasInterrupted(item.pipeline, on: console) { return }
    }
  }

  private func run(_ pipeline: ShellPipeline, on console: Console) {
    collection.dropIfOutdated()
    do throws(ShellError) {
      let status = try PipelineRun(shell: self, pipeline: pipeline).run()
      if !hasEnded { self.status = status }
    } catch {
      console.report(error.sentence)
      status = error.status
    }
    interrupts.release()
  }

  /// Notes that a line was dropped while it was typed, or that something else asked the shell to
  /// end.
  func noteDroppedLine(on console: Console) {
    status = Self.interruptedStatus
    hasEnded = !interrupts.forgetKeyboard()
    // Terminals that show ^C themselves show it like this.
    try? console.print(hasEnded ? "" : "^C")
  }

  /// Returns whether the command was interrupted, and with it the rest of the line.
  private func wasInterrupted(_ pipeline: ShellPipeline, on console: Console) -> Bool {
    // A program that continues after an interrupt, as pagers do, has used it itself.
    let isMeantForAll = pipeline.stages.count == 1 || status == Self.interruptedStatus
    let isRequested = isMeantForAll && interruption.isRequested()
    // A request that is not only for the command ends the shell too.
    guard interrupts.forgetKeyboard() else {
      hasEnded = true
      return true
    }
    guard isRequested else { return false }
    status = Self.interruptedStatus
    // The terminal has shown ^C where the command was.
    try? console.print("")
    try? console.finish()
    return true
  }

  /// The exit status after an interrupt: 128 plus SIGINT, as in other shells.
  static let interruptedStatus: Int32 = 130
}
