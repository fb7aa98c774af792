import Files
import Testing

struct OrderedWorkersTests {
  @Test func `results come in the order of the jobs, each with its job`() {
    let workers = OrderedWorkers<Int, Int>(threads: 4) { { $0 * 2 } }
    var results: [[Int]] = []
    for job in 1...1_000 {
      while workers.isFull, let (job, result) = workers.next() { results.append([job, result]) }
      workers.begin(job)
    }
    while let (job, result) = workers.next() { results.append([job, result]) }
    #expect(results == (1...1_000).map { [$0, $0 * 2] })
  }

  @Test func `without other threads the caller does the work with one state`() {
    // The second thread becomes available when it is too late for it.
    var answers = [false, true, true].makeIterator()
    let workers = OrderedWorkers<Int, Int>(threads: 1) { _ in
      answers.next() ?? true
    } makeWork: {
      var sum = 0
      return { job in
        sum += job
        return sum
      }
    }
    var results: [Int] = []
    for job in 1...10 {
      while workers.isFull, let (_, result) = workers.next() { results.append(result) }
      workers.begin(job)
    }
    while let (_, result) = workers.next() { results.append(result) }
    #expect(results == [1, 3, 6, 10, 15, 21, 28, 36, 45, 55])
  }
}
