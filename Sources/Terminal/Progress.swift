import Entries
import Posts

/// Shows the progress of long work as one line on standard error, if that is a terminal.
///
/// The line appears half a second after the start, changes at most ten times a second, and is
/// erased before anything else is written: `12 of 34 posts, 1.2 MB of 3.4 MB, 0.5 MB/s, 5 s left`.
package final class Progress {
  /// The time that work may take before the line appears.
  static let patience: Duration = .milliseconds(500)

  /// The least time between two drawings.
  static let pause: Duration = .milliseconds(100)

  private let stream: ConsoleStream
  private let now: () -> Duration
  private let findTotals: () -> Totals?
  /// The totals, which are found when the line first appears, so that short work need not count
  /// them.
  private lazy var totals = findTotals() ?? Totals()
  private let start: Duration
  private var next: Duration
  private var posts = 0
  private var bytes = 0
  private var isDrawn = false
  private var isShown: Bool

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - findTotals: Returns the totals, if they are known.
  ///   - now: A monotonic clock: returns the time since some fixed moment.
  init(
    on stream: ConsoleStream, isShown: Bool, totals findTotals: @escaping () -> Totals?,
    now: @escaping () -> Duration
  ) {
    self.stream = stream
    self.isShown = isShown && stream.isTerminal && !stream.destination.isDumb
    self.findTotals = findTotals
    self.now = now
    start = self.isShown ? now() : .zero
    next = start + Self.patience
  }

  /// Counts work that is done, in posts and bytes (0 or more).
  package func advance(posts: Int = 0, bytes: Int = 0) {
    guard isShown else { return }
    self.posts += posts
    self.bytes += bytes
    let time = now()
    guard time >= next else { return }
    next = time + Self.pause
    draw(after: time - start)
  }

  /// Erases the line until the next drawing.
  func erase() {
    guard isDrawn else { return }
    isDrawn = false
    put("\r\u{1B}[K")
  }

  /// Erases the line for good.
  func stop() {
    erase()
    isShown = false
  }

  private func draw(after elapsed: Duration) {
    let width = stream.width ?? Destination.usualWidth
    var line = ""
    for part in parts(after: elapsed) {
      let longer = line.isEmpty ? part : "\(line), \(part)"
      // The last column stays free: a terminal that wraps there could not erase the line.
      guard longer.utf8.count < width else { break }
      line = longer
    }
    isDrawn = true
    put("\r\(line)\u{1B}[K")
  }

  private func parts(after elapsed: Duration) -> [String] {
    let milliseconds = max(1, Int(elapsed / .milliseconds(1)))
    let allPosts = totals.posts.flatMap { $0 >= posts ? $0 : nil }
    let allBytes = totals.bytes.flatMap { $0 >= bytes ? $0 : nil }
    var parts = [
      allPosts.map { "\(Figures.grouped(posts)) of \(Figures.count($0, "post"))" }
        ?? Figures.count(posts, "post")
    ]
    if bytes > 0 {
      parts.append(Figures.size(bytes) + (allBytes.map { " of \(Figures.size($0))" } ?? ""))
      let rate = min(Double(bytes) / Double(milliseconds) * 1000, Self.maximumRate)
      parts.append("\(Figures.size(Int(rate)))/s")
    }
    if let left = millisecondsLeft(after: milliseconds) {
      parts.append("\(Figures.time(Int((left / 1000).rounded(.up)))) left")
    }
    return parts
  }

  /// Estimates the time left from bytes if their total is known, because posts differ in size.
  private func millisecondsLeft(after milliseconds: Int) -> Double? {
    let done: Int
    let total: Int
    if let allBytes = totals.bytes {
      (done, total) = (bytes, allBytes)
    } else if let allPosts = totals.posts {
      (done, total) = (posts, allPosts)
    } else {
      return nil
    }
    guard done > 0, done < total else { return nil }
    let left = Double(total - done) / Double(done) * Double(milliseconds)
    return left < Self.longestEstimate ? left : nil
  }

  /// The longest estimate that is shown: 100 hours in milliseconds. A longer one would be a guess.
  private static let longestEstimate = 360_000_000.0

  /// The greatest rate that is shown, in bytes per second; it still fits in an integer.
  private static let maximumRate = 1e18

  /// Writes to the terminal and ignores errors: work must not fail because of its progress line.
  private func put(_ sequence: String) {
    try? stream.output.write(sequence)
    try? stream.output.flush()
  }
}
