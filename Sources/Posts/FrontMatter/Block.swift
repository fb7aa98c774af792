/// The block at the head of a post that may be its front matter.
struct Block {
  var format: FrontMatter.Format

  /// The range of the fields, without the lines that open and close the block.
  var content: Range<Int>

  /// The number of the line on which the content begins, from 1.
  var line: Int

  /// The index at which the body begins.
  var end: Int

  /// Looks for a block in `bytes` from `start`, after any empty lines.
  init?(headOf bytes: [UInt8], from start: Int) {
    var lines = Lines(bytes, from: start)
    var first: Lines.Line?
    repeat { first = lines.next() } while first.map { bytes[$0.text].allSatisfy(\.isBlank) } == true
    guard let first else { return nil }

    let opening = bytes[first.text].trimmingBlanksAtEnd
    if let fence = Fence(opening: opening) {
      self.init(fence, after: first, in: bytes)
    } else if opening.first == .openBrace {
      self.init(objectAt: first, in: bytes)
    } else {
      self.init(pelicanAt: first, in: bytes)
    }
  }

  /// Parses the block; returns nil if it turns out to be text.
  func frontMatter(_ bytes: [UInt8]) -> FrontMatter? {
    do throws(FrontMatterProblem) {
      guard let fields = try fields(bytes) else { return nil }
      return FrontMatter(format: format, fields: fields)
    } catch {
      if format == .yaml && !beginsLikeMapping(bytes) { return nil }
      return FrontMatter(format: format, fields: [], problem: error)
    }
  }

  private func fields(_ bytes: [UInt8]) throws(FrontMatterProblem) -> [Value.Field]? {
    guard content.count <= FrontMatterLimit.size else {
      throw FrontMatterProblem("it is larger than \(FrontMatterLimit.size >> 20) MiB", line: line)
    }
    let text = bytes[content]
    if text.span.contains(0) {
      let bad = firstLine(of: bytes) { $0.contains(0) }
      throw FrontMatterProblem("it contains a NUL byte", line: bad)
    }
    if !text.span.isUTF8 {
      // No UTF-8 character spans a newline, so a single line is at fault.
      let bad = firstLine(of: bytes) { !$0.span.isUTF8 }
      throw FrontMatterProblem("it is not UTF-8", line: bad)
    }
    switch format {
    case .yaml:
      let read = YAMLFastPath.fields(of: bytes, in: content)
      let fields = read != nil ? read : try YAMLReader.fields(of: text, line: line)
      return fields.flatMap { isProse($0) ? nil : $0 }
    case .toml: return try TOMLReader.fields(of: text, line: line)
    case .json: return try JSONReader.fields(of: text, line: line)
    case .pelican: return PelicanReader.fields(of: bytes, in: content)
    }
  }

  private func firstLine(of bytes: [UInt8], where found: (ArraySlice<UInt8>) -> Bool) -> Int? {
    var lines = Lines(bytes, from: content.lowerBound, number: line)
    while let line = lines.next(), line.text.lowerBound < content.upperBound {
      if found(bytes[line.text.clamped(to: content)]) { return line.number }
    }
    return nil
  }

  /// Returns whether fields are rather prose with a colon in it: each of their keys has several
  /// words.
  private func isProse(_ fields: [Value.Field]) -> Bool {
    !fields.isEmpty && fields.allSatisfy { $0.key.utf8.contains(.space) }
  }

  /// Returns whether the first line that is neither empty nor a comment has a key: one word or text
  /// in quotes, and a colon at the end of the line or before a blank; or `?` or a brace that begins
  /// one.
  private func beginsLikeMapping(_ bytes: [UInt8]) -> Bool {
    var lines = Lines(bytes, from: content.lowerBound)
    while let line = lines.next(), line.text.lowerBound < content.upperBound {
      let text = bytes[line.text].trimmingBlanks
      guard let first = text.first, first != .hash else { continue }
      if first == .openBrace || text.starts(with: "? ".utf8) { return true }
      var rest = text[...]
      if first == .quote || first == .apostrophe {
        guard let end = text.dropFirst().firstIndex(of: first) else { return true }
        rest = text[(end + 1)...]
      }
      let word = rest.prefix { !$0.isBlank }
      return word.last == .colon || word.isEmpty && rest.trimmingBlanks.first == .colon
    }
    return false
  }
}

// MARK: - Fences

/// The lines that open a block, and the ones that close it.
private enum Fence {
  case yaml, tomlBetweenDashes, jsonBetweenDashes, toml

  init?(opening line: ArraySlice<UInt8>) {
    switch String(decoding: line.prefix(16), as: UTF8.self) {
    case "---": self = .yaml
    case "---toml", "--- toml": self = .tomlBetweenDashes
    case "---json", "--- json": self = .jsonBetweenDashes
    case "+++": self = .toml
    default: return nil
    }
  }

  var format: FrontMatter.Format {
    switch self {
    case .yaml: .yaml
    case .toml, .tomlBetweenDashes: .toml
    case .jsonBetweenDashes: .json
    }
  }

  func isClosed(by line: ArraySlice<UInt8>) -> Bool {
    // All closing lines have three characters.
    guard line.count == 3 else { return false }
    return switch self {
    case .yaml: line.elementsEqual("---".utf8) || line.elementsEqual("...".utf8)
    case .tomlBetweenDashes, .jsonBetweenDashes: line.elementsEqual("---".utf8)
    case .toml: line.elementsEqual("+++".utf8)
    }
  }
}

extension Block {
  /// Takes the lines from an opening fence to the one that closes it.
  private init?(_ fence: Fence, after opening: Lines.Line, in bytes: [UInt8]) {
    var lines = Lines(bytes, from: opening.end, number: opening.number + 1)
    while let line = lines.next() {
      guard fence.isClosed(by: bytes[line.text].trimmingBlanksAtEnd) else { continue }
      format = fence.format
      // Editors that join files leave a byte-order mark here.
      let hasMark = bytes[opening.end..<line.text.lowerBound].starts(with: PostSource.byteOrderMark)
      let start = opening.end + (hasMark ? PostSource.byteOrderMark.count : 0)
      content = start..<line.text.lowerBound
      self.line = opening.number + 1
      end = line.end
      return
    }
    return nil
  }
}

// MARK: - Objects and Pelican's lines

extension Block {
  /// Takes an object that begins at the start of a line and ends at the end of one.
  private init?(objectAt first: Lines.Line, in bytes: [UInt8]) {
    let start = first.text.lowerBound
    guard JSONReader.beginsLikeObject(bytes[start...]),
      let end = JSONReader.endOfObject(bytes[start...])
    else { return nil }
    var rest = Lines(bytes, from: end)
    let tail = rest.next()
    if let tail, !bytes[tail.text].allSatisfy(\.isBlank) { return nil }
    format = .json
    content = start..<end
    line = first.number
    self.end = tail?.end ?? end
  }

  /// Takes the lines up to the first empty one if Pelican would read them as facts.
  private init?(pelicanAt first: Lines.Line, in bytes: [UInt8]) {
    guard let end = PelicanReader.endOfLines(bytes, from: first) else { return nil }
    format = .pelican
    content = first.text.lowerBound..<end.lines
    line = first.number
    self.end = end.block
  }
}
