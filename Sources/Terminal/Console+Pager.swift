import SystemPackage

extension Console {
  /// Sends standard output through a pager, if it is a terminal and a pager is wanted.
  ///
  /// The pager is `BLOGSH_PAGER`, else `PAGER`, else `less`; an empty value or `cat` means none. A
  /// pager that ends early counts as a closed pipe, which is a quiet end. If a variable names a
  /// pager that cannot be started, this reports a warning and the output goes to the terminal
  /// directly. `finish` waits for the pager.
  ///
  /// - Parameter isNeeded: Whether to use `less` where a variable says that no pager is wanted.
  package func startPager(evenIfUnwanted isNeeded: Bool = false) {
    guard pager == nil, output.isTerminal, !output.destination.isDumb else { return }
    var wish = environment["BLOGSH_PAGER"] ?? environment["PAGER"]
    if wish == "" || wish == "cat" {
      guard isNeeded else { return }
      wish = nil
    }
    guard let words = CommandWords.words(of: wish ?? "less"), !words.isEmpty else {
      return report("cannot read the pager's command: \(wish ?? "")", as: .warning)
    }
    stopProgress()
    try? output.finish()
    do {
      let pager = try Pager.start(
        words, environment: pagerEnvironment, output: output.destination.descriptor,
        errors: errors.destination.descriptor)
      output.output.redirect(to: pager.input, flushesLines: false)
      self.pager = consume pager
    } catch {
      if wish != nil { report("cannot start the pager \(words[0]): \(error)", as: .warning) }
    }
  }

  /// Waits for the pager to end, then writes to the terminal again.
  package func stopPager() throws(ConsoleError) {
    guard let pager = self.pager.take() else { return }
    var failure: ConsoleError?
    do throws(ConsoleError) { try output.finish() } catch { failure = error }
    pager.finish()
    output.forgetText()
    output.output.redirect(to: output.destination.descriptor, flushesLines: true)
    if let failure, failure != .closedPipe { throw failure }
  }

  /// The environment, plus what the usual pagers need: `less` ends at once if one screen is enough,
  /// passes styles through, leaves the text on the screen, and starts no program and opens no file,
  /// whatever keys are typed (less(1), "SECURITY").
  private var pagerEnvironment: [String: String] {
    environment.all.merging(["LESS": "FRX", "LESSSECURE": "1", "LV": "-c"]) { set, _ in set }
  }
}
