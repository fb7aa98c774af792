import Posts
import Search
import Terminal

/// What was found in a sequence of files.
struct Findings: Sendable {
  var lines: ReadyLines
  /// Whether anything was found.
  var hasFound = false
  /// Whether the lines begin with a group that is to be separated from the one before.
  var beginsGroup = false
  /// Remarks on files, for standard error.
  var remarks: [Remark] = []
  var files = 0

  /// Whether there is more than a number of files.
  var isOfMoreThanFiles: Bool { hasFound || !lines.isEmpty || !remarks.isEmpty }

  enum Remark: Sendable {
    /// A file that matches but is not text, so that none of its lines is shown.
    case binaryMatches(Path)
    case cannotSearch(Path, SearchError)
    /// A post whose front matter does not parse, so that its tags are not known.
    case brokenFrontMatter(Path)
  }
}

/// A writer of what is found, file by file, as lines for one stream.
struct FindingWriter {
  private let form: FindingForm
  private let none: ReadyLines
  private(set) var findings: Findings
  private var path = Path.root
  private var isFirstGroupOfFile = true

  /// - Parameter none: an empty list of lines for the stream.
  init(_ form: FindingForm, none: ReadyLines) {
    self.form = form
    self.none = none
    findings = Findings(lines: none)
  }

  /// Returns what was written since the last call.
  mutating func takeFindings() -> Findings {
    defer { findings = Findings(lines: none) }
    return findings
  }

  mutating func begin(_ path: Path) {
    self.path = path
    isFirstGroupOfFile = true
    findings.files += 1
  }

  /// Counts files in which nothing was found.
  mutating func passOver(_ count: Int) { findings.files += count }

  mutating func noteFound() { findings.hasFound = true }

  mutating func remark(_ remark: Findings.Remark) { findings.remarks.append(remark) }

  /// Returns the line between two groups.
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
  /// Begins a group: the lines of a file under its heading, or a found line with the lines around
  /// it.
  mutating func beginGroup() {
    defer { isFirstGroupOfFile = false }
    guard !form.isJSON, form.showsContext || (form.hasHeadings && isFirstGroupOfFile) else {
      return
    }
    if isFirstGroupOfFile, findings.lines.isEmpty {
      findings.beginsGroup = true
    } else {
      findings.lines.append(Self.separator(form, none: none, betweenFiles: isFirstGroupOfFile))
    }
    guard form.hasHeadings, isFirstGroupOfFile else { return }
    appendName()
    findings.lines.append(end: .newline)
  }

  /// Writes a line, or the part of it that matched.
  ///
  /// - Parameters:
  ///   - number: the number of the line, from 1.
  ///   - matches: the ranges of the matches in the text, in order.
  ///   - isContext: whether the line is only the context of another.
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
    if none.isSanitized, end > start, text[end - 1] == .carriageReturn { end -= 1 }
    findings.lines.append(part: text.extracting(start..<end))
    findings.lines.append(end: .newline)
  }

  private mutating func appendName() {
    let name = form.names.name(of: path)
    findings.lines.append(namePart: name.span, as: .path)
  }

  private mutating func writeName(before separator: String) {
    guard form.showsNames else { return }
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
  /// Writes only the file's name.
  mutating func writeName() {
    guard !form.isJSON else {
      var object = JSONObject()
      object.append("path", path)
      return findings.lines.append(object.bytes.span)
    }
    appendName()
    findings.lines.append(end: form.nameEnd)
  }

  /// Writes the number of matching lines in the file.
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
