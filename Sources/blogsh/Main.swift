import Commands
import Store
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Binds a command line to the process: arguments, environment, descriptors, signals, exit.
@main
enum Main {
  static func main() {
    // A closed pipe shows in the write that it fails, and is a quiet end.
    _ = signal(SIGPIPE, SIG_IGN)
    raiseDescriptorLimit()
    let console = Console(environment: .process)
    let status = Program.run(
      arguments(), console: console, holdInterrupts: Interrupts.hold)
    Interrupts.deliver()
    exit(status.rawValue)
  }

  /// The words behind the program's name; `CommandLine.arguments` would change bytes that are not UTF-8.
  private static func arguments() -> [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      unsafe CommandLine.unsafeArgv[index].map { word in
        unsafe ArgumentText.text(
          of: Array(UnsafeRawBufferPointer(start: word, count: strlen(word))))
      }
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
private enum Interrupts {
  /// The signal that came while they were held; 0 for none.
  private static let pending = Atomic<CInt>(0)

  /// From here on a signal is remembered, and a second one of its kind ends the process at once.
  static func hold() -> Interruption {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var action = sigaction()
      unsafe action.__sigaction_handler.sa_handler = { number in
        Interrupts.pending.store(number, ordering: .relaxed)
      }
      // Without SA_RESTART, so that a read from an idle pipe ends too.
      action.sa_flags = CInt(bitPattern: UInt32(SA_RESETHAND))
      unsafe sigaction(number, &action, nil)
    }
    return Interruption { pending.load(ordering: .relaxed) != 0 }
  }

  /// Ends the process by the signal that it was asked to stop by, if it was.
  static func deliver() {
    let number = pending.load(ordering: .relaxed)
    guard number != 0 else { return }
    _ = signal(number, SIG_DFL)
    raise(number)
  }
}
