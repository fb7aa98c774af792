import Posts

/// The text of one block while it is put together: a paragraph, a heading, a cell of a table.
///
/// Each run of white space becomes one space, as everywhere in Markdown and HTML; only code keeps
/// its spaces. A `\n` in `bytes` is a line break that the post asks for; nothing else adds one.
struct StyledText {
  /// The text in UTF-8.
  private(set) var bytes: [UInt8] = []
  /// The runs of text with the same style and link, in order.
  private var runs: [Run] = []
  /// The addresses that runs refer to.
  private var links: [String] = []
  /// The ranges of addresses in the text, in order; no line is broken inside one.
  private var addresses: [Range<Int>] = []

  private struct Run {
    var start: Int
    var style: Style
    var link: Int?
  }

  /// Whether the text has nothing visible.
  var isEmpty: Bool {
    !bytes.contains { $0 != .space && $0 != .newline }
  }

  /// Adds an address that runs of the text can link to, and returns its index.
  mutating func addLink(_ address: String) -> Int {
    links.append(address)
    return links.count - 1
  }

  /// Adds text, with each run of white space as one space.
  mutating func append(_ text: some Sequence<UInt8>, style: Style = [], link: Int? = nil) {
    begin(style, link)
    for byte in text {
      if byte.isWhiteSpace {
        appendSpace()
      } else {
        bytes.append(byte)
      }
    }
  }

  /// Adds a string, with each run of white space as one space.
  mutating func append(_ text: String, style: Style = [], link: Int? = nil) {
    append(text.utf8, style: style, link: link)
  }

  /// Adds code, which keeps its spaces.
  mutating func appendCode(_ text: some Sequence<UInt8>, style: Style, link: Int?) {
    begin(style.union(.code), link)
    for byte in text { bytes.append(byte.isWhiteSpace ? .space : byte) }
  }

  /// Adds an address in angle brackets, after a space.
  mutating func append(address: String, style: Style) {
    guard !address.isEmpty else { return }
    begin(style, nil)
    if !bytes.isEmpty { appendSpace() }
    let start = bytes.count
    bytes.append(UInt8(ascii: "<"))
    bytes.append(contentsOf: address.utf8)
    bytes.append(UInt8(ascii: ">"))
    addresses.append(start..<bytes.count)
  }

  /// Marks the text from an offset on as an address.
  mutating func markAddress(from start: Int) {
    if start < bytes.count { addresses.append(start..<bytes.count) }
  }

  /// Adds a line break.
  mutating func appendLineBreak() {
    bytes.append(.newline)
  }

  /// Replaces line breaks with spaces, since a row of a table is one line.
  mutating func joinLines() {
    for index in bytes.indices where bytes[index] == .newline { bytes[index] = .space }
  }

  private mutating func appendSpace() {
    guard let last = bytes.last, last != .space, last != .newline else { return }
    bytes.append(.space)
  }

  private mutating func begin(_ style: Style, _ link: Int?) {
    if let last = runs.last {
      if last.style == style && last.link == link { return }
      if last.start == bytes.count { runs.removeLast() }
    }
    runs.append(Run(start: bytes.count, style: style, link: link))
  }
}

// MARK: - Lines

extension StyledText {
  /// Breaks the text into lines; none of them ends in white space, and the first and the last are
  /// not empty.
  ///
  /// - Parameter width: The number of columns that a line may take, unless it is one word; nil
  ///   breaks lines only where the post asks for it.
  func wrapped(to width: Int?) -> [StyledLine] {
    var lines: [StyledLine] = []
    var pendingEmpty = 0
    var run = 0
    var address = 0
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: .newline) ?? bytes.count
      let line = start..<endOfText(in: start..<end)
      start = end + 1
      if line.isEmpty {
        pendingEmpty += lines.isEmpty ? 0 : 1
        continue
      }
      lines.append(contentsOf: repeatElement(StyledLine(), count: pendingEmpty))
      pendingEmpty = 0
      if let width {
        var wrapper = LineWrapper(width: width, text: line, addresses: addresses, next: address)
        for part in wrapper.lines(of: bytes) {
          let part = part.lowerBound..<endOfText(in: part)
          if !part.isEmpty { lines.append(styled(part, run: &run)) }
        }
        address = wrapper.nextAddress
      } else {
        lines.append(styled(line, run: &run))
      }
    }
    return lines
  }

  /// Returns the text on one line.
  func joined() -> StyledLine {
    var text = self
    text.joinLines()
    return text.wrapped(to: nil).first ?? StyledLine()
  }

  /// Returns the text in a range, with its styles and links, as a line.
  ///
  /// - Parameter run: The index of the run in which an earlier line ended; it never decreases.
  private func styled(_ range: Range<Int>, run: inout Int) -> StyledLine {
    var line = StyledLine()
    var start = range.lowerBound
    while start < range.upperBound {
      while run + 1 < runs.count, runs[run + 1].start <= start { run += 1 }
      let isLast = run + 1 == runs.count || runs[run + 1].start >= range.upperBound
      let end = isLast ? range.upperBound : runs[run + 1].start
      line.append(
        StyledLine.Span(
          String(decoding: bytes[start..<end], as: UTF8.self), style: runs[run].style,
          link: runs[run].link.map { links[$0] }))
      start = end
    }
    return line
  }

  /// Returns the index at which the white space at the end of a line begins.
  private func endOfText(in range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound {
      var start = end - 1
      while start > range.lowerBound, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      let last = String(decoding: bytes[start..<end], as: UTF8.self).unicodeScalars
      guard last.allSatisfy(\.properties.isWhitespace) else { break }
      end = start
    }
    return end
  }
}
