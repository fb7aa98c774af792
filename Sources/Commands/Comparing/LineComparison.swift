/// A comparison of two texts, line by line.
struct LineComparison {
  /// One line of the result.
  struct Line: Equatable {
    /// ` ` for a line of both texts, `-` for a line of the old one, `+` for a line of the new one.
    let mark: UInt8
    /// The line without its newline.
    let text: [UInt8]
    /// Whether the line ends in a newline, which the last line of a text may lack.
    let isEnded: Bool
  }

  /// A group of changes with the lines around them.
  struct Hunk: Equatable {
    let head: String
    let lines: [Line]
  }

  private let script: [Line]

  init(_ old: [UInt8], _ new: [UInt8]) {
    let before = Self.lines(of: old)
    let after = Self.lines(of: new)
    script = Self.script(before, after)
  }

  /// Splits a text into lines, each with its newline if it has one.
  private static func lines(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? text.endIndex
      lines.append(text[start..<end])
      start = end
    }
    return lines
  }

  /// Returns the lines of both texts in one sequence: common lines once, and removed lines before
  /// added ones.
  private static func script(
    _ before: [ArraySlice<UInt8>], _ after: [ArraySlice<UInt8>]
  ) -> [Line] {
    // Two versions of a post mostly have equal beginnings and ends, which need no search.
    let head = zip(before, after).prefix { $0 == $1 }.count
    let maximumTail = min(before.count, after.count) - head
    let tail = zip(before.reversed(), after.reversed()).prefix(maximumTail).prefix { $0 == $1 }
      .count
    let (old, new) = (before[head..<(before.count - tail)], after[head..<(after.count - tail)])
    var script = before.prefix(head).map { line(" ", $0) }
    if old.count + new.count > maximumLines {
      script += old.map { line("-", $0) } + new.map { line("+", $0) }
    } else {
      script += middle(Array(old), Array(new))
    }
    return script + before.suffix(tail).map { line(" ", $0) }
  }

  private static func middle(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Line] {
    let difference = new.difference(from: old)
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var lines: [Line] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if removed.contains(left) {
        lines.append(line("-", old[left]))
        left += 1
      } else if inserted.contains(right) {
        lines.append(line("+", new[right]))
        right += 1
      } else {
        lines.append(line(" ", old[left]))
        left += 1
        right += 1
      }
    }
    return lines
  }

  private static func line(_ mark: Unicode.Scalar, _ text: ArraySlice<UInt8>) -> Line {
    let isEnded = text.last == UInt8(ascii: "\n")
    return Line(
      mark: UInt8(ascii: mark), text: Array(isEnded ? text.dropLast() : text), isEnded: isEnded)
  }

  /// The largest number of lines that are searched for common ones: Myers' algorithm takes time in
  /// proportion to the square of the number of differences. Beyond it, all old lines are shown as
  /// replaced by all new ones.
  private static let maximumLines = 20_000
}

extension LineComparison {
  /// Whether any line differs.
  var hasChanges: Bool { script.contains { $0.mark != UInt8(ascii: " ") } }

  /// The numbers of lines that only the new text has, and only the old one.
  var counts: (added: Int, removed: Int) {
    (
      script.count { $0.mark == UInt8(ascii: "+") }, script.count { $0.mark == UInt8(ascii: "-") }
    )
  }

  /// Returns the changes with up to `context` unchanged lines around each; groups that touch become
  /// one hunk.
  func hunks(context: Int) -> [Hunk] {
    let changed = script.indices.filter { script[$0].mark != UInt8(ascii: " ") }
    var ranges: [Range<Int>] = []
    for index in changed {
      let range = max(0, index - context)..<min(script.count, index + context + 1)
      if let last = ranges.last, range.lowerBound <= last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    var hunks: [Hunk] = []
    var (old, new, position) = (0, 0, 0)
    for range in ranges {
      let skipped = range.lowerBound - position
      old += skipped
      new += skipped
      let lines = Array(script[range])
      let oldCount = lines.count { $0.mark != UInt8(ascii: "+") }
      let newCount = lines.count { $0.mark != UInt8(ascii: "-") }
      hunks.append(
        Hunk(
          head: "@@ -\(Self.span(old, oldCount)) +\(Self.span(new, newCount)) @@", lines: lines))
      old += oldCount
      new += newCount
      position = range.upperBound
    }
    return hunks
  }

  /// Formats a range as diff does: `first,count`, without the count for one line, and with the
  /// number of the line before for none.
  private static func span(_ start: Int, _ count: Int) -> String {
    switch count {
    case 0: "\(start),0"
    case 1: "\(start + 1)"
    default: "\(start + 1),\(count)"
    }
  }
}
