import CArguments
import Commands
import Entries
import Files
import Glibc
import Synchronization
import Terminal

/// Connects the program to the process: arguments, environment, descriptors, signals, exit.
@main
enum Main {
  static func main() {
    // With a closed pipe, the write then fails, which ends the program quietly.
    _ = signal(SIGPIPE, SIG_IGN)
    raiseDescriptorLimit()
    let status = run()
    Signals.deliver()
    exit(status)
  }

  /// Runs the command line. It releases everything before the process ends, so that a real leak
  /// shows.
  private static func run() -> CInt {
    Program.run(
      arguments(), console: Console(environment: .process), interrupts: Signals.interrupts)
  }

  /// Returns the words after the program's name. `CommandLine.arguments` would change bytes that
  /// are not UTF-8, and ends the process where it cannot read /proc.
  private static func arguments() -> [String] {
    (1..<max(1, blogsh_argument_count())).compactMap { index in
      unsafe blogsh_argument(index).map { unsafe ArgumentText.text(of: $0) }
    }
  }

  /// Allows as many descriptors as possible: a walk holds one for each folder on its way down, and
  /// an archive may be deeply nested.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

/// The signals that ask the process to stop, which are held back while something is written.
private enum Signals {
  /// The signal that came while they were held back; 0 for none.
  private static let pending = Atomic<CInt>(0)
  /// Whether an interrupt from the keyboard is meant for a command and not for the process.
  private static let watchesKeyboard = Atomic<Bool>(false)

  static var interrupts: Interrupts {
    Interrupts(
      hold: hold, release: release, watchKeyboard: watchKeyboard, forgetKeyboard: forgetKeyboard)
  }

  private static let interruption = Interruption { pending.load(ordering: .relaxed) != 0 }

  /// Remembers signals from here on; a second one of the same kind ends the process at once.
  private static func hold() -> Interruption {
    for number in held { remember(number, flags: CInt(bitPattern: UInt32(SA_RESETHAND))) }
    return interruption
  }

  private static func release() {
    for number in held where !isIgnored(number) { _ = signal(number, SIG_DFL) }
  }

  /// Returns whether the process was started with a signal ignored, as by nohup(1).
  private static func isIgnored(_ number: CInt) -> Bool {
    var action = sigaction()
    unsafe sigaction(number, nil, &action)
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func watchKeyboard() -> Interruption {
    watchesKeyboard.store(true, ordering: .relaxed)
    remember(SIGINT, flags: 0)
    // Handlers that do nothing: the signals wake a wait for a key.
    for number in [SIGWINCH, SIGCONT] { _ = signal(number) { _ in } }
    // Ctrl-\ is for the programs that the shell runs (POSIX.1-2024, sh, "ASYNCHRONOUS EVENTS").
    _ = signal(SIGQUIT, SIG_IGN)
    return interruption
  }

  private static func forgetKeyboard() -> Bool {
    if watchesKeyboard.load(ordering: .relaxed) {
      _ = pending.compareExchange(expected: SIGINT, desired: 0, ordering: .relaxed)
    }
    return pending.load(ordering: .relaxed) == 0
  }

  private static var held: [CInt] {
    watchesKeyboard.load(ordering: .relaxed)
      ? [SIGTERM, SIGHUP] : [SIGINT, SIGTERM, SIGHUP]
  }

  private static func remember(_ number: CInt, flags: CInt) {
    guard !isIgnored(number) else { return }
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { number in
      Signals.pending.store(number, ordering: .relaxed)
    }
    // Without SA_RESTART, so that a read from an idle pipe ends too.
    action.sa_flags = flags
    unsafe sigaction(number, &action, nil)
  }

  /// Ends the process with the signal that asked it to stop, if one did.
  static func deliver() {
    let number = pending.load(ordering: .relaxed)
    guard number != 0 else { return }
    _ = signal(number, SIG_DFL)
    raise(number)
  }
}
