import Entries
import SystemPackage
import Terminal
import TerminalSupport
import TestSupport
import Testing

struct ProgressTests {
  /// A clock that moves only when a test moves it.
  final class FakeClock {
    var time: Duration = .seconds(1000)
  }

  private let clock = FakeClock()

  @Test func `work of less than half a second shows no progress`() throws {
    let screen = try screen()
    let progress = screen.console.startProgress { Totals(posts: 10) }
    for _ in 0..<4 {
      clock.time += .milliseconds(120)
      progress.advance(posts: 1, bytes: 1000)
    }
    screen.console.stopProgress()
    #expect(try screen.errors() == "")
  }

  @Test func `longer work shows posts, bytes, rate and the time left`() throws {
    let screen = try screen()
    let progress = screen.console.startProgress { Totals(posts: 5000, bytes: 100_000_000) }
    clock.time += .seconds(2)
    progress.advance(posts: 1234, bytes: 20_000_000)
    #expect(try lines(screen) == ["1,234 of 5,000 posts, 20.0 MB of 100.0 MB, 10.0 MB/s, 8 s left"])
  }

  @Test func `the time left comes from posts if bytes are unknown`() throws {
    let screen = try screen()
    let progress = screen.console.startProgress { Totals(posts: 300) }
    clock.time += .seconds(1)
    progress.advance(posts: 1)
    #expect(try lines(screen) == ["1 of 300 posts, 4 min 59 s left"])
  }

  @Test func `without a known total, no time left is shown`() throws {
    let screen = try screen()
    let progress = screen.console.startProgress()
    clock.time += .seconds(1)
    progress.advance(posts: 2, bytes: 500)
    clock.time += .seconds(1)
    progress.advance(posts: 0, bytes: 0)
    #expect(try lines(screen) == ["2 posts, 500 B, 500 B/s", "2 posts, 500 B, 250 B/s"])
  }

  @Test func `work beyond the announced total shows no time left`() throws {
    let screen = try screen()
    let progress = screen.console.startProgress { Totals(posts: 2) }
    clock.time += .seconds(1)
    progress.advance(posts: 3)
    #expect(try lines(screen) == ["3 posts"])
  }

  @Test func `totals are not counted before the line appears, and only once`() throws {
    let screen = try screen()
    var count = 0
    let progress = screen.console.startProgress {
      count += 1
      return nil
    }
    clock.time += .milliseconds(499)
    progress.advance(posts: 1)
    #expect(count == 0)
    for _ in 0..<3 {
      clock.time += .seconds(1)
      progress.advance(posts: 1)
    }
    #expect(count == 1)
  }

  @Test func `progress that was stopped does not come back`() throws {
    let screen = try screen()
    let progress = screen.console.startProgress()
    screen.console.stopProgress()
    clock.time += .seconds(1)
    progress.advance(posts: 1)
    #expect(try screen.errors() == "")
  }

  @Test func `progress is drawn at most ten times a second`() throws {
    let screen = try screen()
    let progress = screen.console.startProgress()
    clock.time += .milliseconds(499)
    for _ in 0..<1000 {
      clock.time += .milliseconds(1)
      progress.advance(posts: 1)
    }
    #expect(try lines(screen).count == 10)
  }

  @Test func `a line never reaches the last column`() throws {
    let screen = try screen(width: 20)
    let progress = screen.console.startProgress { Totals(posts: 300) }
    clock.time += .seconds(1)
    progress.advance(posts: 12, bytes: 12_000_000)
    #expect(try lines(screen) == ["12 of 300 posts"])
  }

  @Test func `progress is erased before a message, a line and the end`() throws {
    let screen = try screen()
    let progress = screen.console.startProgress()
    func advance() {
      clock.time += .seconds(1)
      progress.advance(posts: 1)
    }
    advance()
    screen.console.report("x")
    screen.console.report("y")
    advance()
    try screen.console.print("line")
    advance()
    try screen.console.finish()
    #expect(
      try screen.errors() == "\r1 post\u{1B}[K\r\u{1B}[K"
        + "\u{1B}[1;31mblogsh: \u{1B}[0mx\n\u{1B}[1;31mblogsh: \u{1B}[0my\n"
        + "\r2 posts\u{1B}[K\r\u{1B}[K\r3 posts\u{1B}[K\r\u{1B}[K")
  }

  @Test func `progress stays while lines go elsewhere`() throws {
    let clock = clock
    let file = try Program.namelessFile()
    let errors = try Program.namelessFile()
    defer {
      try? file.close()
      try? errors.close()
    }
    let console = Console(
      output: Destination(file, environment: Screen.xterm),
      errors: Destination(errors, environment: Screen.xterm, isTerminal: true, width: 80),
      environment: Screen.xterm
    ) { clock.time }
    let progress = console.startProgress()
    clock.time += .seconds(1)
    progress.advance(posts: 1)
    try console.print("line")
    #expect(try Program.contents(of: errors) == Array("\r1 post\u{1B}[K".utf8))
  }

  @Test(
    arguments: [
      (false, Screen.xterm), (true, ["TERM": "dumb"]), (true, [:]),
    ] as [(Bool, Environment)])
  func `no progress is drawn where it cannot be erased`(
    terminal: Bool, environment: Environment
  ) throws {
    let clock = clock
    let screen = try Screen(terminal: terminal, environment: environment) { clock.time }
    let progress = screen.console.startProgress { Totals(posts: 10) }
    clock.time += .seconds(5)
    progress.advance(posts: 1)
    screen.console.stopProgress()
    #expect(try screen.errors() == "")
  }

  private func screen(width: Int = 80) throws -> Screen {
    let clock = clock
    return try Screen(terminal: true, width: width) { clock.time }
  }

  /// Returns the lines in the order in which they were drawn.
  private func lines(_ screen: Screen) throws -> [String] {
    let drawings = try screen.errors().split(separator: "\r")
    #expect(drawings.allSatisfy { $0.hasSuffix("\u{1B}[K") })
    return drawings.map { String($0.dropLast(3)) }
  }
}
