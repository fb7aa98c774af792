import Glibc
import Posts
import Terminal

/// A writer of found lines with their numbers and the lines around them, window by window.
@safe struct LineGroups {
  var writer: FindingWriter
  private let form: FindingForm
  private var window = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// A position in the window, and the number of the line there.
  private var counted = (place: 0, number: 1)
  /// The position in the window after the last written line.
  private var writtenEnd = 0
  /// Whether the line before `writtenEnd` was written, so that no new group begins there.
  private var isInGroup = false
  /// The number of lines after `writtenEnd` that are still due after the last found line.
  private(set) var linesDue = 0
  /// The last lines before the window that were not written, with their numbers.
  private var linesBefore: [(number: Int, text: [UInt8])] = []

  init(_ form: FindingForm, _ writer: FindingWriter) {
    self.form = form
    self.writer = writer
  }

  /// Begins a file. A new value in place of this one would copy the form and the writer each time.
  mutating func begin() {
    unsafe window = UnsafeRawBufferPointer(start: nil, count: 0)
    counted = (0, 1)
    writtenEnd = 0
    isInGroup = false
    linesDue = 0
    linesBefore = []
  }

  /// Begins a window, which directly follows the one before.
  ///
  /// - Parameter skippedLines: the number of lines of the file that were skipped before it.
  mutating func beginWindow(_ text: UnsafeRawBufferPointer, skippedLines: Int = 0) {
    unsafe window = text
    counted = (0, counted.number + skippedLines)
    writtenEnd = 0
  }

  /// Writes a found line.
  ///
  /// - Parameters:
  ///   - line: the range of the line in the window, without its newline.
  ///   - matches: the ranges of the matches in the window, in order.
  mutating func write(_ line: Range<Int>, matches: [Range<Int>]) {
    writeLinesDue(before: line.lowerBound)
    var start = line.lowerBound
    var count = 0
    while count < form.linesBefore, start > writtenEnd {
      start = startOfLine(endingAt: start - 1)
      count += 1
    }
    let earlier = start == 0 ? linesBefore.suffix(form.linesBefore - count) : []
    if !isInGroup || start > writtenEnd { writer.beginGroup() }
    for (number, text) in earlier {
      unsafe text.withUnsafeBytes {
        unsafe writer.write(number: number, $0, matches: [], isContext: true)
      }
    }
    while start < line.lowerBound {
      let before = lineStarting(at: start)
      put(before, matches: [], isContext: true)
      start = before.upperBound + 1
    }
    if form.what == .matches {
      for match in matches { put(match, matches: [match]) }
    } else {
      put(line, matches: matches)
    }
    noteWritten(line)
    linesDue = form.linesAfter
  }

  /// Ends a window, and keeps the lines that may still be needed.
  mutating func endWindow(isLast: Bool) {
    let end = unsafe window.count
    writeLinesDue(before: end)
    guard !isLast else { return }
    isInGroup = isInGroup && writtenEnd >= end
    keepLinesBefore(end)
    counted.number = number(at: end)
  }

  private mutating func put(_ part: Range<Int>, matches: [Range<Int>], isContext: Bool = false) {
    let places = matches.map {
      ($0.lowerBound - part.lowerBound)..<($0.upperBound - part.lowerBound)
    }
    unsafe writer.write(
      number: number(at: part.lowerBound), UnsafeRawBufferPointer(rebasing: window[part]),
      matches: places, isContext: isContext)
  }

  private mutating func writeLinesDue(before end: Int) {
    while linesDue > 0, writtenEnd < end {
      let line = lineStarting(at: writtenEnd)
      put(line, matches: [], isContext: true)
      noteWritten(line)
      linesDue -= 1
    }
  }

  private mutating func noteWritten(_ line: Range<Int>) {
    writtenEnd = line.upperBound + 1
    isInGroup = true
    linesBefore = []
  }

  private mutating func keepLinesBefore(_ end: Int) {
    var kept: [(number: Int, text: [UInt8])] = []
    var end = end
    while kept.count < form.linesBefore, end > writtenEnd {
      let start = startOfLine(endingAt: end - 1)
      let text = unsafe Array(window[start..<lineStarting(at: start).upperBound])
      kept.append((number(at: start), text))
      end = start
    }
    linesBefore = (linesBefore + kept.reversed()).suffix(form.linesBefore)
  }

  private func lineStarting(at start: Int) -> Range<Int> {
    let rest = unsafe UnsafeRawBufferPointer(rebasing: window[start...])
    return unsafe start..<(start + (rest.firstIndex(of: .newline) ?? rest.count))
  }

  /// Returns the start of the line whose newline is at `end`.
  private func startOfLine(endingAt end: Int) -> Int {
    unsafe window[..<end].lastIndex(of: .newline).map { $0 + 1 } ?? 0
  }

  /// Returns the number of the line at a position, counted from the last position asked for.
  private mutating func number(at place: Int) -> Int {
    if place < counted.place {
      return counted.number - newlines(in: place..<counted.place)
    }
    counted = (place, counted.number + newlines(in: counted.place..<place))
    return counted.number
  }

  /// Counts newlines; memchr(3) takes a tenth of the instructions of a plain loop.
  private func newlines(in part: Range<Int>) -> Int {
    guard let base = unsafe window.baseAddress else { return 0 }
    var count = 0
    var place = part.lowerBound
    while place < part.upperBound,
      let found = unsafe memchr(base + place, CInt(UInt8.newline), part.upperBound - place)
    {
      count += 1
      place = unsafe UnsafeRawPointer(found) - base + 1
    }
    return count
  }
}
