import Dispatch
import Glibc
import Synchronization

/// Works on jobs on several threads at once, and gives the results in the order of the jobs.
///
/// For use by one thread, which hands jobs over and takes results; what is under way is bounded by
/// `isFull`, so that memory does not depend on how many jobs there are:
///
///     while workers.isFull, let output = workers.next() { take(output) }
///     workers.begin(job)
package final class OrderedWorkers<Job: Sendable, Output: Sendable> {
  /// What one thread does with a job; made once for each thread, with the tools it needs.
  package typealias Work = (Job) -> Output

  private let threads: Int
  private let makeWork: @Sendable () -> Work
  private let start: (@escaping @Sendable () -> Void) -> Bool
  private let group = DispatchGroup()
  private let channel = Channel<Job, Output>()
  private var started = 0
  /// What this thread does itself, where the system has no other for it.
  private var ownWork: Work?
  /// The jobs whose results have not been taken, the first one first.
  private var underWay: [Slot<Output>] = []

  /// - Parameters:
  ///   - threads: how many jobs are worked on at once, 1 or more.
  ///   - start: starts a thread, and says whether it could.
  package init(
    threads: Int,
    start: @escaping (@escaping @Sendable () -> Void) -> Bool = WorkerThread.start,
    makeWork: @escaping @Sendable () -> Work
  ) {
    self.threads = max(1, threads)
    self.start = start
    self.makeWork = makeWork
  }

  /// Waits for the jobs that are being worked on; those that are not yet begun are dropped.
  deinit {
    channel.close()
    group.wait()
  }

  /// Whether a result has to be taken before a further job is handed over: twice as many jobs as
  /// threads keep each thread busy while the results of others are waited for.
  package var isFull: Bool { underWay.count >= 2 * threads }

  /// Hands a job over.
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
    // The system has no more threads: those that there are have to do, or from now on this one alone,
    // since what one job leaves behind may be the next one's.
    if started == 0 {
      ownWork = makeWork()
      workAlone()
    }
  }

  private func workAlone() {
    guard let ownWork, let (job, slot) = channel.take() else { return }
    slot.fill(ownWork(job))
  }

  /// Waits for the result of the first job whose result has not been taken; nil if there is none.
  package func next() -> Output? {
    guard !underWay.isEmpty else { return nil }
    return underWay.removeFirst().wait()
  }

  /// The result of that job if it is there already; nil if not.
  package func nextFinished() -> Output? {
    guard let output = underWay.first?.waitNoLonger() else { return nil }
    underWay.removeFirst()
    return output
  }
}

/// How many threads are worth having.
package enum Parallelism {
  /// As many as there are processors that are online (sysconf(3)).
  package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// As many as that, but never so many that a folder's lock is all they wait for.
  package static var fileWriters: Int { min(8, processors) }
}

/// The place of one job's result.
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

/// Jobs on their way from one thread to whichever others take them.
private final class Channel<Job: Sendable, Output: Sendable>: Sendable {
  private struct State {
    var jobs: [(Job, Slot<Output>)] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  /// Counts the jobs, and one more for ever once the channel is closed.
  private let available = DispatchSemaphore(value: 0)

  func put(_ job: (Job, Slot<Output>)) {
    state.withLock { $0.jobs.append(job) }
    available.signal()
  }

  /// Waits for a job; nil once the channel is closed.
  func take() -> (Job, Slot<Output>)? {
    available.wait()
    let job = state.withLock { state in
      state.isClosed ? nil : state.jobs.removeFirst()
    }
    // The next thread that waits is to learn of the end too.
    if job == nil { available.signal() }
    return job
  }

  /// Ends the channel, and forgets the jobs that nobody has taken.
  func close() {
    state.withLock { state in
      state.isClosed = true
      state.jobs = []
    }
    available.signal()
  }
}
