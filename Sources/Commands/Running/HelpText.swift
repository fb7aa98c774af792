import Terminal

/// A help text of the argument parser, shortened so that more of it fits a screen.
///
/// The options, which have a list of their own, are one word of the usage, and what every command
/// has in the help of the program is left out of the help of a command.
struct HelpText {
  private let lines: [String]

  init(_ text: String) {
    let all = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let isOfProgram = all.contains("SUBCOMMANDS:")
    lines = all.filter { isOfProgram || !$0.hasPrefix("  --version ") }
      .map { $0.hasPrefix("USAGE: ") ? Self.shortened(usage: $0) : $0 }
  }

  /// Returns a usage with one word in place of its options, if there are more than two that can be
  /// left out.
  private static func shortened(usage: String) -> String {
    let options = usage.matches(of: /\[--?[^\]]*\] ?/)
    guard options.count > 2, let first = options.first else { return usage }
    let rest = usage[first.range.lowerBound...].replacing(/\[--?[^\]]*\] ?/, with: "")
    return usage[..<first.range.lowerBound] + "[<options>] " + rest
  }

  /// Prints the text: in the pager and with its headings in bold at a terminal.
  func print(on console: Console) throws(ConsoleError) {
    if lines.count > 1 { console.startPager() }
    for line in lines {
      let heading = line.prefixMatch(of: /[A-Z][A-Z ]+:/)?.0 ?? line[..<line.startIndex]
      try console.printLine { shown in
        shown.append(part: String(heading), as: .strong)
        shown.append(part: String(line[heading.endIndex...]))
      }
    }
  }
}
