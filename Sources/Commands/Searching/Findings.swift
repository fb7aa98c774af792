import Posts
import Search
import Terminal

/// What was found in a stretch of files.
struct Findings: Sendable {
  var lines: ReadyLines
  /// Whether something was found at all.
  var hasFound = false
  /// Whether the lines begin with a group, that is set off from the one before.
  var beginsGroup = false
  /// What is to be told of files besides.
  var remarks: [Remark] = []
  var files = 0

  enum Remark: Sendable {
    /// A file that is not text, and of which therefore no lines are shown.
    case binaryMatches(Path)
    case cannotSearch(Path, SearchError)
  }
}

/// Writes what is found, file by file, as lines for one stream.
struct FindingWriter {
  private let form: FindingForm
  private let none: ReadyLines
  private(set) var findings: Findings
  private var path = Path.root
  private var isFirstGroupOfFile = true

  /// - Parameter none: no lines, for the stream that they are made for.
  init(_ form: FindingForm, none: ReadyLines) {
    self.form = form
    self.none = none
    findings = Findings(lines: none)
  }

  /// Gives out what was written since this was last asked for.
  mutating func takeFindings() -> Findings {
    defer { findings = Findings(lines: none) }
    return findings
  }

  mutating func begin(_ path: Path) {
    self.path = path
    isFirstGroupOfFile = true
    findings.files += 1
  }

  /// Counts files that nothing is found in.
  mutating func passOver(_ count: Int) { findings.files += count }

  mutating func noteFound() { findings.hasFound = true }

  mutating func remark(_ remark: Findings.Remark) { findings.remarks.append(remark) }

  /// What stands between two groups.
  static func separator(_ form: FindingForm, none: ReadyLines, betweenFiles: Bool) -> ReadyLines {
    var lines = none
    let text = betweenFiles && form.hasHeadings ? "" : "--"
    lines.append(part: text.utf8.span, as: .separator)
    lines.append(end: .newline)
    return lines
  }
}

// MARK: - Lines

extension FindingWriter {
  /// Begins a group of lines: those of a file under a heading, or a found one with its surroundings.
  mutating func beginGroup() {
    defer { isFirstGroupOfFile = false }
    guard !form.isJSON, form.showsContext || (form.hasHeadings && isFirstGroupOfFile) else {
      return
    }
    if isFirstGroupOfFile, findings.lines.isEmpty {
      findings.beginsGroup = true
    } else {
      findings.lines.append(
        Self.separator(form, none: none, betweenFiles: isFirstGroupOfFile))
    }
    guard form.hasHeadings, isFirstGroupOfFile else { return }
    appendName()
    findings.lines.append(end: .newline)
  }

  /// Writes a line, or the part of it that matched.
  ///
  /// - Parameters:
  ///   - number: from 1.
  ///   - matches: places in the text, in their order.
  ///   - isContext: whether it is there for the sake of another line.
  mutating func write(
    number: Int, _ text: UnsafeRawBufferPointer, matches: [Range<Int>], isContext: Bool = false
  ) {
    guard !form.isJSON else {
      return unsafe writeJSON(number: number, text, matches: matches, isContext: isContext)
    }
    let separator = isContext ? "-" : ":"
    if !form.hasHeadings { writeName(before: separator) }
    if form.showsLineNumbers {
      findings.lines.append(part: String(number).utf8.span, as: .lineNumber)
      findings.lines.append(part: separator.utf8.span, as: .separator)
    }
    let text = unsafe text.bindMemory(to: UInt8.self).span
    var start = 0
    for match in matches {
      findings.lines.append(part: text.extracting(start..<match.lowerBound))
      findings.lines.append(part: text.extracting(match), as: .match)
      start = match.upperBound
    }
    var end = text.count
    // A terminal shows CR LF as the end of the line that it is.
    if none.isSanitized, end > start, text[end - 1] == ASCII.carriageReturn { end -= 1 }
    findings.lines.append(part: text.extracting(start..<end))
    findings.lines.append(end: .newline)
  }

  private mutating func appendName() {
    let name = form.names.name(of: path)
    findings.lines.append(namePart: name.span, as: .path)
  }

  private mutating func writeName(before separator: String) {
    appendName()
    if form.nameEnd == .nul {
      findings.lines.append(end: .nul)
    } else {
      findings.lines.append(part: separator.utf8.span, as: .separator)
    }
  }

  private mutating func writeJSON(
    number: Int, _ text: UnsafeRawBufferPointer, matches: [Range<Int>], isContext: Bool
  ) {
    var object = JSONObject()
    object.append("path", path)
    if form.showsLineNumbers { object.append("line", Int64(number)) }
    object.append("text", bytes: unsafe Array(text))
    if isContext {
      object.append("context", true)
    } else {
      let places = matches.map { match -> Value in
        .table([
          .init("start", .integer(Int64(match.lowerBound))),
          .init("end", .integer(Int64(match.upperBound))),
        ])
      }
      object.append("matches", Value.list(places))
    }
    findings.lines.append(object.bytes.span)
  }
}

// MARK: - Names and counts

extension FindingWriter {
  /// Writes the file's name alone.
  mutating func writeName() {
    guard !form.isJSON else {
      var object = JSONObject()
      object.append("path", path)
      return findings.lines.append(object.bytes.span)
    }
    appendName()
    findings.lines.append(end: form.nameEnd)
  }

  /// Writes how many lines the file has.
  mutating func write(count: Int) {
    guard !form.isJSON else {
      var object = JSONObject()
      object.append("path", path)
      object.append("count", Int64(count))
      return findings.lines.append(object.bytes.span)
    }
    writeName(before: ":")
    findings.lines.append(part: String(count).utf8.span)
    findings.lines.append(end: .newline)
  }
}
