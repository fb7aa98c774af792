import Glibc

/// The handlers of keyboard interrupts, kept while the interrupts are ignored.
struct IgnoredSignals {
  private let interrupt: sigaction
  private let quit: sigaction

  /// Ignores interrupts from the keyboard (SIGINT, SIGQUIT) from now on.
  init() {
    interrupt = Self.ignore(SIGINT)
    quit = Self.ignore(SIGQUIT)
  }

  /// Puts the earlier handlers back.
  func restore() {
    var interrupt = interrupt
    var quit = quit
    _ = unsafe sigaction(SIGINT, &interrupt, nil)
    _ = unsafe sigaction(SIGQUIT, &quit, nil)
  }

  private static func ignore(_ signal: Int32) -> sigaction {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = SIG_IGN
    var before = sigaction()
    _ = unsafe sigaction(signal, &action, &before)
    return before
  }
}
