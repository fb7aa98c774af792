import Commands
import Entries
import Files
import Glibc
import Synchronization
import Terminal

/// Binds a command line to the process: arguments, environment, descriptors, signals, exit.
@main
enum Main {
  static func main() {
    // A closed pipe shows in the write that it fails, and is a quiet end.
    _ = signal(SIGPIPE, SIG_IGN)
    raiseDescriptorLimit()
    let status = run()
    Signals.deliver()
    exit(status)
  }

  /// Does what the words say; what it took is given back before the process ends, so that a leak
  /// stands out.
  private static func run() -> CInt {
    Program.run(
      arguments(), console: Console(environment: .process), interrupts: Signals.interrupts)
  }

  /// The words behind the program's name; `CommandLine.arguments` would change bytes that are not UTF-8.
  private static func arguments() -> [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      unsafe CommandLine.unsafeArgv[index].map { unsafe ArgumentText.text(of: $0) }
    }
  }

  /// A folder on the way down takes a descriptor each, and an archive may nest deep.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

/// Signals that ask the process to stop, held back while something is being written.
private enum Signals {
  /// The signal that came while they were held; 0 for none.
  private static let pending = Atomic<CInt>(0)
  /// Whether an interrupt from the keyboard is a word to a command, and not to the process.
  private static let watchesKeyboard = Atomic<Bool>(false)

  static var interrupts: Interrupts {
    Interrupts(
      hold: hold, release: release, watchKeyboard: watchKeyboard, forgetKeyboard: forgetKeyboard)
  }

  private static let interruption = Interruption { pending.load(ordering: .relaxed) != 0 }

  /// From here on a signal is remembered, and a second one of its kind ends the process at once.
  private static func hold() -> Interruption {
    for number in held { remember(number, flags: CInt(bitPattern: UInt32(SA_RESETHAND))) }
    return interruption
  }

  private static func release() {
    for number in held where !isIgnored(number) { _ = signal(number, SIG_DFL) }
  }

  /// Whether whoever started the process wants it to go on all the same, as nohup(1) does.
  private static func isIgnored(_ number: CInt) -> Bool {
    var action = sigaction()
    unsafe sigaction(number, nil, &action)
    return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  private static func watchKeyboard() -> Interruption {
    watchesKeyboard.store(true, ordering: .relaxed)
    remember(SIGINT, flags: 0)
    // Whoever waits for a key is woken.
    for number in [SIGWINCH, SIGCONT] { _ = signal(number) { _ in } }
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

  /// Ends the process by the signal that it was asked to stop by, if it was.
  static func deliver() {
    let number = pending.load(ordering: .relaxed)
    guard number != 0 else { return }
    _ = signal(number, SIG_DFL)
    raise(number)
  }
}
