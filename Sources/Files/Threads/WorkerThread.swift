import Glibc

/// A thread of its own, for work that waits for other work.
///
/// Dispatch's queues do not suit such work: they run no more blocks at once than there are
/// processors, and a block that waits keeps its place. If one stage of work waits for the next, the
/// next might never begin.
enum WorkerThread {
  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread that runs `body` and leaves all signals to the other threads
  /// (pthread_create(3)).
  ///
  /// - Returns: false if the system cannot start a thread; `body` is then not run.
  static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
    var (all, before) = (sigset_t(), sigset_t())
    unsafe sigfillset(&all)
    // A thread inherits the signal mask of the thread that creates it.
    unsafe pthread_sigmask(SIG_BLOCK, &all, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    let context = unsafe Unmanaged.passRetained(Body(body))
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, nil,
      { context in
        if let context = unsafe context {
          unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        }
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      unsafe context.release()
      return false
    }
    pthread_detach(thread)
    return true
  }
}
