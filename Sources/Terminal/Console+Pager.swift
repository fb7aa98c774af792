import SystemPackage

extension Console {
  /// Puts a pager before standard output, if that is a terminal and a pager is wished for.
  ///
  /// `BLOGSH_PAGER`, else `PAGER`, else `less`; empty or `cat` means none. A pager that ends early
  /// is a closed pipe, a quiet end. One that a variable names and that cannot be started is
  /// warned of; everything is then shown without. `finish` waits for the pager.
  package func startPager() {
    guard pager == nil, output.isTerminal, !output.destination.isDumb else { return }
    let wish = environment["BLOGSH_PAGER"] ?? environment["PAGER"]
    guard wish != "", wish != "cat" else { return }
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

  /// Waits for the pager and goes back to the terminal.
  package func stopPager() throws(ConsoleError) {
    guard let pager = self.pager.take() else { return }
    var failure: ConsoleError?
    do throws(ConsoleError) { try output.finish() } catch { failure = error }
    pager.finish()
    output.forgetText()
    output.output.redirect(to: output.destination.descriptor, flushesLines: true)
    if let failure, failure != .closedPipe { throw failure }
  }

  /// The environment with what the usual pagers need: `less` ends by itself if one screen is
  /// enough, passes styles, and leaves the text on the screen.
  private var pagerEnvironment: [String: String] {
    environment.all.merging(["LESS": "FRX", "LV": "-c"]) { set, _ in set }
  }
}
