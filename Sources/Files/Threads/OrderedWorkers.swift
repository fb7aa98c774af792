import Dispatch
import Glibc
import Synchronization

/// Runs jobs on several threads at once, and returns the results in the order of the jobs.
///
/// One thread hands over the jobs and takes the results. `isFull` limits the number of jobs that
/// are under way, so that memory does not depend on the number of all jobs:
///
///     while workers.isFull, let (job, output) = workers.next() { take(output, of: job) }
///     workers.begin(job)
package final class OrderedWorkers<Job: Sendable, Output: Sendable> {
  /// Turns a job into its result. Each thread makes one of its own, with the tools that it needs.
  package typealias Work = (Job) -> Output

  private let threads: Int
  private let makeWork: @Sendable () -> Work
  private let start: (@escaping @Sendable () -> Void) -> Bool
  private let group = DispatchGroup()
  private let channel = Channel<Job, Output>()
  private var started = 0
  /// The work of the calling thread, which does the jobs itself if the system has no other thread.
  private var ownWork: Work?
  /// The jobs whose results have not been taken, the first one first.
  private var underWay: [Slot<Job, Output>] = []

  /// - Parameters:
  ///   - threads: the number of jobs that run at once, 1 or more.
  ///   - start: starts a thread, and returns whether it could.
  package init(
    threads: Int,
    start: @escaping (@escaping @Sendable () -> Void) -> Bool = WorkerThread.start,
    makeWork: @escaping @Sendable () -> Work
  ) {
    self.threads = max(1, threads)
    self.start = start
    self.makeWork = makeWork
  }

  /// Waits for the jobs that are running; drops those that have not begun.
  deinit {
    channel.close()
    group.wait()
  }

  /// Whether a result must be taken before another job is handed over. Twice as many jobs as
  /// threads keep every thread busy while the caller waits for one result.
  package var isFull: Bool { underWay.count >= 2 * threads }

  /// Hands over a job.
  package func begin(_ job: Job) {
    let slot = Slot<Job, Output>(job)
    underWay.append(slot)
    channel.put(slot)
    if ownWork != nil { return workAlone() }
    guard started < threads else { return }
    group.enter()
    let isStarted = start { [makeWork, channel, group] in
      let work = makeWork()
      while let slot = channel.take() { slot.fill(work(slot.job)) }
      group.leave()
    }
    if isStarted {
      started += 1
      return
    }
    group.leave()
    // The system has no more threads. Those that were started must suffice. If there is none, this
    // thread does all jobs from now on, since one job may leave something for the next.
    if started == 0 {
      ownWork = makeWork()
      workAlone()
    }
  }

  private func workAlone() {
    guard let ownWork, let slot = channel.take() else { return }
    slot.fill(ownWork(slot.job))
  }

  /// Waits for the result of the first job whose result has not been taken.
  ///
  /// - Returns: That job and its result; nil if there is no such job.
  package func next() -> (job: Job, output: Output)? { takeFirst(until: .distantFuture) }

  /// Returns the first job whose result has not been taken, and its result; nil if it has none yet.
  package func nextFinished() -> (job: Job, output: Output)? { takeFirst(until: .now()) }

  private func takeFirst(until time: DispatchTime) -> (job: Job, output: Output)? {
    guard let slot = underWay.first, let output = slot.wait(until: time) else { return nil }
    underWay.removeFirst()
    return (slot.job, output)
  }
}

/// The number of threads that are worth starting.
package enum Parallelism {
  /// The number of processors that are online, at least 1 (sysconf(3)).
  package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The same number, but at most 8. More threads would only wait for the lock of a folder.
  package static var fileWriters: Int { min(8, processors) }
}

/// A job, and the place of its result.
private final class Slot<Job: Sendable, Output: Sendable>: Sendable {
  let job: Job
  private let output = Mutex<Output?>(nil)
  private let isFilled = DispatchSemaphore(value: 0)

  init(_ job: Job) { self.job = job }

  func fill(_ value: Output) {
    output.withLock { $0 = value }
    isFilled.signal()
  }

  func wait(until time: DispatchTime) -> Output? {
    guard isFilled.wait(timeout: time) == .success else { return nil }
    return output.withLock { $0.take() }
  }
}

/// Jobs on their way from one thread to the threads that take them.
private final class Channel<Job: Sendable, Output: Sendable>: Sendable {
  private struct State {
    var jobs: [Slot<Job, Output>] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  /// The number of jobs, and one more for ever once the channel is closed.
  private let available = DispatchSemaphore(value: 0)

  func put(_ job: Slot<Job, Output>) {
    state.withLock { $0.jobs.append(job) }
    available.signal()
  }

  /// Waits for a job; nil once the channel is closed.
  func take() -> Slot<Job, Output>? {
    available.wait()
    let job = state.withLock { state in
      state.isClosed ? nil : state.jobs.removeFirst()
    }
    // Wake the next waiting thread too, so that it sees that the channel is closed.
    if job == nil { available.signal() }
    return job
  }

  /// Closes the channel and drops the jobs that no thread has taken.
  func close() {
    state.withLock { state in
      state.isClosed = true
      state.jobs = []
    }
    available.signal()
  }
}
