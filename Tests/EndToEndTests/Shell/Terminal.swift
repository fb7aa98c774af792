import Glibc
import ProgramSupport
import TestSupport
import Testing

/// A terminal as a person has it: a window of tmux, which takes keys and shows a screen.
///
/// Nothing waits for a fixed time: after keys are pressed, the test waits for their effect.
final class Terminal {
  private let folder: TemporaryFolder
  private let environment: [String: String]

  /// Opens a window in which a program runs, and which stays when the program has ended.
  ///
  /// - Parameters:
  ///   - words: the program under test and its arguments.
  ///   - environment: variables in addition to `PATH`, `HOME` and a UTF-8 locale, or instead of
  ///     them.
  init(
    _ folder: TemporaryFolder, _ words: [String] = [Surroundings.blogsh], columns: Int = 80,
    rows: Int = 24, environment: [String: String] = [:]
  ) throws {
    self.folder = folder
    self.environment = [
      "HOME": folder.path, "XDG_STATE_HOME": folder.path("state"), "BLOGSH_PAGER": "cat",
      "BLOGSH": Surroundings.blogsh,
    ].merging(environment) { $1 }
    // Server and window are started together, since a server without a window ends.
    let started = try Program.run(
      "tmux",
      ["-S", folder.path(socket), "-f", "/dev/null", "start-server"]
        + [";", "set", "-g", "status", "off", ";", "set", "-s", "escape-time", "0"]
        + [";", "set", "-s", "set-clipboard", "on"]
        + [";", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)"]
        + ["sh", "-c", Self.script, folder.path(status)] + words,
      environment: self.environment, in: folder.path)
    try #require(started == .done(), "\(started.testDescription)")
  }

  deinit { _ = try? tmux("kill-server") }

  /// Runs the words, keeps their exit status, and keeps the window. (tmux 3.3 can miss the end of a
  /// process.)
  private static let script = """
    trap : INT QUIT
    "$@"
    echo $? >"$0.new"
    mv "$0.new" "$0"
    exec sleep 1000
    """

  /// Each window has a server of its own: a server that ends would take the next window with it.
  private let socket = "tmux-\(UInt32.random(in: 0 ... .max))"
  private let status = "status-\(UInt32.random(in: 0 ... .max))"

  @discardableResult
  private func tmux(_ words: String...) throws -> String {
    let outcome = try Program.run(
      "tmux", ["-S", folder.path(socket)] + words, environment: environment, in: folder.path)
    try #require(outcome.end == .status(0), "\(outcome.testDescription)")
    return outcome.text
  }

  /// Types a text literally.
  func type(_ text: String) throws {
    // A semicolon at the end would separate two commands of tmux.
    let text = text.hasSuffix(";") ? text.dropLast() + "\\;" : text
    try tmux("send-keys", "-l", "--", text)
  }

  /// Presses keys by their names in tmux: `Enter`, `C-c`, `Up`, `M-b`.
  func press(_ keys: String...) throws {
    for key in keys { try tmux("send-keys", key) }
  }

  /// Pastes a text, as a terminal does that marks it if the program asks for that.
  func paste(_ text: String) throws {
    try tmux("set-buffer", "-b", "pasted", "--", text)
    try tmux("paste-buffer", "-p", "-d", "-b", "pasted")
  }

  /// Pastes the content of a file in the folder.
  func pasteFile(_ name: String) throws {
    try tmux("load-buffer", "-b", "pasted", folder.path(name))
    try tmux("paste-buffer", "-p", "-d", "-b", "pasted")
  }

  func resize(columns: Int, rows: Int = 24) throws {
    try tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// The rows of the window without trailing blanks, down to the last that is not empty.
  func screen() throws -> Screen { Screen(try tmux("capture-pane", "-p")) }

  /// Returns a variable of the window, such as `pane_title`.
  func variable(_ name: String) throws -> String {
    let text = try tmux("display-message", "-p", "#{\(name)}")
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// The text that was copied into tmux.
  func clipboard() throws -> String { try tmux("list-buffers") }

  /// Returns the process that a process has started.
  private func child(of process: String) throws -> String {
    try #require(try Program.run("pgrep", ["-P", process]).lines.first)
  }

  /// The process that the program of the window has started.
  func startedProcess() throws -> pid_t {
    let program = try child(of: try variable("pane_pid"))
    return try #require(pid_t(try child(of: program)))
  }

  /// Waits for the end of the program, and returns its exit status.
  func exitStatus(sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    try wait("for the end", sourceLocation) { folder.exists(status) }
    return try folder.content(status).filter { $0 != "\n" }
  }

  /// Waits until the screen meets a condition, and returns it.
  @discardableResult
  func waitFor(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: (Screen) -> Bool
  ) throws -> Screen {
    var screen = try screen()
    try wait(what, sourceLocation) {
      screen = try self.screen()
      return condition(screen)
    }
    return screen
  }

  /// Waits until the screen shows a text.
  @discardableResult
  func waitFor(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Screen {
    try waitFor("\(text)", sourceLocation: sourceLocation) { $0.text.contains(text) }
  }

  /// Waits for a prompt after which nothing has been typed.
  @discardableResult
  func waitForPrompt(
    _ prompt: String = "archive $", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Screen {
    try waitFor("the prompt", sourceLocation: sourceLocation) { $0.rows.last == prompt }
  }

  /// Types a line, and waits until it is on the screen.
  func write(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try type(line)
    try waitFor("\(line)", sourceLocation: sourceLocation) { $0.ends(in: line) }
  }

  /// Types a line, presses the return key, and waits for the next prompt.
  @discardableResult
  func run(
    _ line: String, then prompt: String = "archive $",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Screen {
    try write(line, sourceLocation: sourceLocation)
    try press("Enter")
    return try waitForPrompt(prompt, sourceLocation: sourceLocation)
  }

  /// Tries again and again, for some seconds.
  private func wait(
    _ what: Comment, _ sourceLocation: SourceLocation, until condition: () throws -> Bool
  ) throws {
    for _ in 0..<(2000 * Sanitizing.patience) {
      if try condition() { return }
      usleep(5000)
    }
    Issue.record(
      "nothing came of waiting \(what): \(try screen().text)", sourceLocation: sourceLocation)
    throw NothingCame()
  }

  private struct NothingCame: Error {}
}

extension Terminal {
  struct Screen: Equatable {
    let rows: [String]

    init(_ text: String) {
      var rows = text.split(separator: "\n", omittingEmptySubsequences: false).map { row in
        String(row.reversed().drop { $0 == " " }.reversed())
      }
      while rows.last == "" { rows.removeLast() }
      self.rows = rows
    }

    var text: String { rows.map { $0 + "\n" }.joined() }

    /// Returns whether the last rows show a text, on as many rows as it takes.
    func ends(in text: String) -> Bool {
      rows.joined().filter { $0 != " " }.hasSuffix(text.filter { $0 != " " && $0 != "\n" })
    }
  }
}
