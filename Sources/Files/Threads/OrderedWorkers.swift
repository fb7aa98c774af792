import Dispatch
import Glibc
import Synchronization

/// Runs jobs on several threads at once, and returns the results in the order of the jobs.
///
/// One thread hands over the jobs and takes the results. `isFull` limits the number of jobs that
/// are under way, so that memory does not depend on the number of all jobs:
///
///     while workers.isFull, let output = workers.next() { take(output) }
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
  /// The places of the results that have not been taken, in the order of their jobs.
  private var underWay: [Slot<Output>] = []

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
    let slot = Slot<Output>()
    underWay.append(slot)
    channel.put((job, slot))
    if ownWork != nil { return workAlone() }
    guard started < threads else { return }
    group.enter()
    let isStarted = start { [makeWork, channel, group] in
      let work = makeWork()
      while let (job, slot) = channel.take() { slot.fill(work(job)) }
      group.leave()
    }
    if isStarted {
      started += 1
      return
    }
    group.leave()
    // The system has no more threads. Those that were started must do. If there is none, this
    // thread does all jobs from now on, since one job may leave something for the next.
    if started == 0 {
      ownWork = makeWork()
      workAlone()
    }
  }

  private func workAlone() {
    guard let ownWork, let (job, slot) = channel.take() else { return }
    slot.fill(ownWork(job))
  }

  /// Waits for the first job whose result has not been taken, and returns it; nil if there is none.
  package func next() -> Output? {
    guard !underWay.isEmpty else { return nil }
    return underWay.removeFirst().wait()
  }

  /// Returns that job's result if the job has finished; otherwise nil.
  package func nextFinished() -> Output? {
    guard let output = underWay.first?.waitNoLonger() else { return nil }
    underWay.removeFirst()
    return output
  }
}

/// The number of threads that are worth starting.
package enum Parallelism {
  /// The number of processors that are online, at least 1 (sysconf(3)).
  package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The same number, but at most 8. More threads would only wait for the lock of a folder.
  package static var fileWriters: Int { min(8, processors) }
}

/// The place for the result of one job.
private final class Slot<Output: Sendable>: Sendable {
  private let output = Mutex<Output?>(nil)
  private let isFilled = DispatchSemaphore(value: 0)

  func fill(_ value: Output) {
    output.withLock { $0 = value }
    isFilled.signal()
  }

  func wait() -> Output? {
    isFilled.wait()
    return output.withLock { $0.take() }
  }

  func waitNoLonger() -> Output? {
    guard isFilled.wait(timeout: .now()) == .success else { return nil }
    return output.withLock { $0.take() }
  }
}

/// Jobs on their way from one thread to the threads that take them.
private final class Channel<Job: Sendable, Output: Sendable>: Sendable {
  private struct State {
    var jobs: [(Job, Slot<Output>)] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  /// The number of jobs, and one more for ever once the channel is closed.
  private let available = DispatchSemaphore(value: 0)

  func put(_ job: (Job, Slot<Output>)) {
    state.withLock { $0.jobs.append(job) }
    available.signal()
  }

  /// Waits for a job and returns it; nil once the channel is closed.
  func take() -> (Job, Slot<Output>)? {
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
