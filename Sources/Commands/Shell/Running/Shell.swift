import Entries
import Posts
import SystemPackage
import Terminal

/// A shell over one collection: what one command leaves to the next.
final class Shell {
  /// How a shell goes on and ends.
  struct Options {
    /// Whether a person types, and sees what they have typed.
    var isInteractive = false
    /// Whether the first command that fails ends the shell.
    var stopsAtFailure = false
  }

  let options: Options
  /// What commands are printed to and tell of errors on, unless they are redirected.
  let output: SharedDescriptor
  let errors: SharedDescriptor
  let environment: Environment
  let color: ColorChoice
  let collection: OpenCollection
  let interrupts: Interrupts
  /// Requests to stop the running command, and not the process.
  let interruption: Interruption

  private(set) var workingPath = Path.root
  private(set) var previousPath = Path.root
  /// How the last command ended.
  private(set) var status: Int32 = 0
  private(set) var hasEnded = false
  /// The lines that a person has typed, in this shell and those before it.
  var typedLines: [String] = []

  init(_ session: Session, _ options: Options) {
    self.options = options
    output = SharedDescriptor(borrowing: session.console.output.destination.descriptor)
    errors = SharedDescriptor(borrowing: session.console.errors.destination.descriptor)
    environment = session.environment
    color = session.console.color
    collection = session.openCollection
    interrupts = session.interrupts
    interruption = options.isInteractive ? interrupts.watchKeyboard() : .never
  }

  /// Goes to a folder that is known to be one.
  func go(to folder: Path) {
    previousPath = workingPath
    workingPath = folder
  }

  /// Reads no more lines.
  func end(withStatus status: Int32) {
    self.status = status
    hasEnded = true
  }

  /// Notes that what was said makes no sense.
  func refuse(_ sentence: [UInt8], on console: Console, status: ExitStatus = .usage) {
    console.report(sentence)
    self.status = status.rawValue
    if options.stopsAtFailure { hasEnded = true }
  }

  /// Runs what a line says.
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

  /// Notes that a line was dropped while it was typed, unless something else asked for an end.
  func noteDroppedLine(on console: Console) {
    status = Self.interruptedStatus
    hasEnded = !interrupts.forgetKeyboard()
    // As the terminal shows it where it does so by itself.
    try? console.print(hasEnded ? "" : "^C")
  }

  /// Whether the person has interrupted the command, and what follows it on the line.
  private func wasInterrupted(_ pipeline: ShellPipeline, on console: Console) -> Bool {
    // A program that goes on after an interrupt, as pagers do, took it for a word to itself.
    let isMeantForAll = pipeline.stages.count == 1 || status == Self.interruptedStatus
    let isRequested = isMeantForAll && interruption.isRequested()
    // By something that is not for the command alone, the shell ends too.
    guard interrupts.forgetKeyboard() else {
      hasEnded = true
      return true
    }
    guard isRequested else { return false }
    status = Self.interruptedStatus
    // The terminal has shown ^C at the place where the command stood.
    try? console.print("")
    try? console.finish()
    return true
  }

  /// 128 and SIGINT, as shells have it.
  private static let interruptedStatus: Int32 = 130
}
