package import Entries
import Files
import Posts
import SystemPackage
package import View

/// The only writer to the process's two streams: commands write every byte through it.
///
/// Data goes to standard output, messages and progress to standard error. For use by one thread at
/// a time.
package final class Console {
  /// Standard output.
  package let output: ConsoleStream

  /// Standard error; commands write to it only with `report`.
  package let errors: ConsoleStream

  /// The variables of the environment, which the pager also gets.
  package let environment: Environment

  /// When to show styles; set again once the options have been read.
  package var color: ColorChoice {
    didSet {
      output.showsStyles = color.allowsStyles(on: output.destination)
      errors.showsStyles = color.allowsStyles(on: errors.destination)
    }
  }

  /// Whether progress may be shown; false while another program uses the screen.
  package var allowsProgress = true

  package var pager: Pager?
  private var progress: Progress?
  private let now: () -> Duration

  /// Makes a console of two destinations.
  ///
  /// Once `interruption` is requested, standard output throws `ConsoleError.interrupted`.
  ///
  /// - Parameter now: A monotonic clock: returns the time since some fixed moment.
  package init(
    output: Destination, errors: Destination, environment: Environment,
    color: ColorChoice = .auto, interruption: Interruption = .never,
    now: @escaping () -> Duration = Console.monotonicTime()
  ) {
    self.output = ConsoleStream(
      output, name: "standard output", color: color, interruption: interruption)
    self.errors = ConsoleStream(errors, name: "standard error", color: color)
    self.environment = environment
    self.color = color
    self.now = now
  }

  /// Makes a console of the process's own streams.
  package convenience init(environment: Environment) {
    self.init(
      output: Destination(.standardOutput, environment: environment),
      errors: Destination(.standardError, environment: environment), environment: environment)
  }

  /// Returns a clock that starts at zero and never goes back.
  package static func monotonicTime() -> () -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    return { clock.now - start }
  }
}

extension Console {
  /// Writes one line of text to standard output and ends it.
  ///
  /// - Throws: The first error of the stream.
  package func print(_ line: String) throws(ConsoleError) {
    makeRoom()
    try output.print(line.utf8.span)
  }

  /// Writes one line of bytes to standard output and ends it.
  ///
  /// - Throws: The first error of the stream.
  package func print(_ line: [UInt8]) throws(ConsoleError) {
    makeRoom()
    try output.print(line.span)
  }

  /// Writes one line to standard output with its styles, or plain if styles are off.
  ///
  /// - Throws: The first error of the stream.
  package func print(_ line: StyledLine) throws(ConsoleError) {
    makeRoom()
    try output.print(line)
  }

  /// Clears the screen if standard output is a terminal. (ECMA-48: CUP and ED)
  ///
  /// - Throws: The first error of the stream.
  package func clearScreen() throws(ConsoleError) {
    guard output.isTerminal, !output.destination.isDumb else { return }
    makeRoom()
    try output.output.write("\u{1B}[H\u{1B}[2J\u{1B}[3J")
  }

  /// Writes a name to standard output: quoted for a shell at a terminal, else exact.
  ///
  /// - Throws: The first error of the stream.
  package func print(name: [UInt8], end: NameEnd = .newline) throws(ConsoleError) {
    makeRoom()
    try output.print(name: name.span, end: end)
  }

  /// Writes a line that contains a name: quoted for a shell at a terminal, else exact.
  ///
  /// - Throws: The first error of the stream.
  package func print(_ start: String, name: [UInt8], end: String = "") throws(ConsoleError) {
    try printLine { line in
      line.append(part: start)
      line.append(namePart: name.span)
      line.append(part: end)
    }
  }

  /// Writes names to standard output: in columns at a terminal, else one per line.
  ///
  /// - Parameters:
  ///   - marks: Returns what follows the name at an index.
  ///   - look: Returns the style of the name at an index.
  /// - Throws: The first error of the stream.
  package func printColumns(
    names: [[UInt8]], marks: (Int) -> String = { _ in "" }, look: (Int) -> Look? = { _ in nil }
  ) throws(ConsoleError) {
    guard let width = output.width else {
      for (index, name) in names.enumerated() {
        try printLine {
          $0.append(namePart: name.span, as: look(index))
          $0.append(part: marks(index))
        }
      }
      return
    }
    let shown = names.enumerated().map {
      ShellQuoting.quoted($1, isASCII: output.isASCII) + marks($0)
    }
    for cells in ColumnLayout(shown, lineWidth: width).cells {
      try printLine { line in
        for cell in cells {
          line.append(part: shown[cell.index], as: look(cell.index))
          line.append(spaces: cell.padding)
        }
      }
    }
  }

  /// Writes the next piece of a text to standard output, newlines included. Pieces may be cut
  /// anywhere.
  ///
  /// - Throws: The first error of the stream.
  package func write(_ piece: ByteSpan) throws(ConsoleError) {
    makeRoom()
    try output.write(piece)
  }

  /// Writes bytes to standard output unchanged, such as an archive.
  ///
  /// - Throws: `ConsoleError.dataForTerminal` at a terminal, else the first error of the stream.
  package func write(data: ByteSpan) throws(ConsoleError) {
    try output.write(data: data)
  }

  /// Reports a message in one line on standard error, after everything printed before it.
  ///
  /// The line is safe for a terminal even if it goes to a log, because people read logs at a
  /// terminal. An error of standard output is kept for its next use to throw; an error of standard
  /// error is ignored, because there is nowhere left to report it.
  package func report(_ message: String, as level: MessageLevel = .error) {
    report(ArgumentText.bytes(of: message), as: level)
  }

  /// Reports a message in one line on standard error; bytes that are not UTF-8 appear as `\xHH`.
  package func report(_ message: [UInt8], as level: MessageLevel = .error) {
    eraseProgress()
    try? output.output.flush()
    var line = ReadyLines(
      isSanitized: true, showsStyles: errors.showsStyles, isASCII: errors.isASCII)
    line.append(part: level.prefix, as: level.look)
    line.append(message.span)
    try? errors.print(line)
    try? errors.output.flush()
  }

  /// Starts to show progress, if standard error is a terminal and no pager is running.
  ///
  /// - Parameter totals: Returns the totals, if they are known; called when the line first appears.
  ///   The estimate of the time left uses bytes, or else posts.
  package func startProgress(totals: @escaping () -> Totals? = { nil }) -> Progress {
    eraseProgress()
    let progress = Progress(
      on: errors, isShown: allowsProgress && pager == nil, totals: totals, now: now)
    self.progress = progress
    return progress
  }

  /// Erases the progress line and forgets it, once the work is done.
  package func stopProgress() {
    progress?.stop()
    progress = nil
  }

  /// Ends a command: erases the progress line, hands everything written to the system and waits for
  /// a pager. The console can be used again.
  ///
  /// - Throws: The first error of standard output.
  package func finish() throws(ConsoleError) {
    stopProgress()
    if pager != nil { return try stopPager() }
    try output.finish()
  }

  private func eraseProgress() { progress?.erase() }

  /// Erases the progress line if the next line would appear on the same terminal.
  package func makeRoom() {
    if output.isTerminal { eraseProgress() }
  }
}
