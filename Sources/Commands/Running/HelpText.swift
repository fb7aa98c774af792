import Terminal

/// A help text of the argument parser, shortened so that more of it fits a screen.
///
/// The options, which have a list of their own, are one word of the usage, and each takes as few
/// lines as it can.
struct HelpText {
  private let lines: [String]

  init(_ text: String) {
    var all = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while all.last?.isEmpty ?? false { all.removeLast() }
    lines = Self.joined(all.map { $0.hasPrefix("USAGE: ") ? Self.shortened(usage: $0) : $0 })
  }

  /// Puts a description that is one line long after the names of its option, if they fit one line
  /// together; the parser begins another line after long names.
  private static func joined(_ lines: [String]) -> [String] {
    let margin = String(repeating: " ", count: 26)
    var joined: [String] = []
    for (index, line) in lines.enumerated() {
      let goesOn = index + 1 < lines.count && lines[index + 1].hasPrefix(margin)
      if let last = joined.last, last.hasPrefix("  -"), !last.dropFirst(2).contains("  "),
        line.hasPrefix(margin), !goesOn, last.count + line.count - margin.count + 2 <= 80
      {
        joined[joined.count - 1] += "  " + line.dropFirst(margin.count)
      } else {
        joined.append(line)
      }
    }
    return joined
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
