import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Works on jobs on several threads at once, and gives the results in the order of the jobs.
///
/// For use by one thread; only `work` runs on the others.
final class OrderedWorkers<Job: Sendable, Output: Sendable> {
  private let work: @Sendable (Job) -> Output
  private let queue = DispatchQueue(label: "blogsh.workers", attributes: .concurrent)
  private let group = DispatchGroup()
  /// Counts the jobs that may still be begun before one ends: bounds memory and threads.
  private let places: DispatchSemaphore
  private let finished = Finished<Output>()
  private var begun = 0
  private var taken = 0

  /// As many threads as there are processors, but never so many that a folder's lock is all they
  /// wait for.
  static var usualThreads: Int { max(1, min(8, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// - Parameter threads: how many jobs are worked on at once, 1 or more.
  init(threads: Int, work: @escaping @Sendable (Job) -> Output) {
    self.work = work
    places = DispatchSemaphore(value: threads + 1)
  }

  deinit { group.wait() }

  /// Hands a job over, and waits first while as many as there are threads are under way.
  func begin(_ job: Job) {
    places.wait()
    let number = begun
    begun += 1
    queue.async(group: group) { [work, places, finished] in
      finished.put(work(job), number)
      places.signal()
    }
  }

  /// The results that there are, up to the first job that is still under way.
  func takeFinished() -> [Output] {
    var outputs: [Output] = []
    while let output = finished.take(taken) {
      outputs.append(output)
      taken += 1
    }
    return outputs
  }

  /// Waits for every job, and gives the results that have not been taken.
  func drain() -> [Output] {
    group.wait()
    return takeFinished()
  }
}

/// Results by the number of their job.
private final class Finished<Output: Sendable>: Sendable {
  private let outputs = Mutex<[Int: Output]>([:])

  func put(_ output: Output, _ number: Int) {
    outputs.withLock { $0[number] = output }
  }

  func take(_ number: Int) -> Output? {
    outputs.withLock { $0.removeValue(forKey: number) }
  }
}
