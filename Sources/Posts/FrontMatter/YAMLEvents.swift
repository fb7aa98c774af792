internal import CYAML

/// The next thing that libyaml found in a text.
enum YAMLEvent {
  case scalar(YAMLScalar, anchor: String?)
  case listStart(anchor: String?)
  case listEnd
  case tableStart(anchor: String?)
  case tableEnd
  case alias(String)
  case documentStart
  case streamEnd
  /// An event without meaning here: the start of the stream, the end of a document.
  case other
}

/// A scalar with its quotes and escapes resolved.
struct YAMLScalar {
  var text: String
  /// Whether the schema decides its type: it has neither quotes nor a tag that makes it text.
  var isPlain: Bool
}

/// A libyaml parser over a text in memory.
@safe struct YAMLEvents: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeBufferPointer<UInt8>
  private let firstLine: Int

  /// Starts a parser at the beginning of `text`, which must outlive this value.
  ///
  /// - Parameters:
  ///   - text: The block in UTF-8.
  ///   - line: The line of the post on which the text begins.
  /// - Throws: A problem if there is no memory for a parser.
  static func open(
    _ text: UnsafeBufferPointer<UInt8>, line: Int
  ) throws(FrontMatterProblem) -> YAMLEvents {
    let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    guard unsafe yaml_parser_initialize(parser) != 0 else {
      unsafe parser.deallocate()
      throw outOfMemory
    }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    return unsafe YAMLEvents(parser: parser, text: text, firstLine: line)
  }

  private init(
    parser: UnsafeMutablePointer<yaml_parser_t>, text: UnsafeBufferPointer<UInt8>, firstLine: Int
  ) {
    unsafe self.parser = parser
    unsafe self.text = text
    self.firstLine = firstLine
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The line of the post that the parser has reached.
  var line: Int { unsafe firstLine + Int(clamping: parser.pointee.mark.line) }

  /// Reads the next event. It must not be called again after a problem or `streamEnd`.
  mutating func next() throws(FrontMatterProblem) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) != 0 else { throw problem() }
    defer { unsafe yaml_event_delete(&event) }
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let tag = unsafe string(scalar.tag)
      let value = YAMLScalar(
        text: unsafe String(decoding: bytes, as: UTF8.self),
        isPlain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE
          && tag != "tag:yaml.org,2002:str" && tag != "!")
      return .scalar(value, anchor: unsafe string(scalar.anchor))
    case YAML_SEQUENCE_START_EVENT:
      return .listStart(anchor: unsafe string(event.data.sequence_start.anchor))
    case YAML_SEQUENCE_END_EVENT: return .listEnd
    case YAML_MAPPING_START_EVENT:
      return .tableStart(anchor: unsafe string(event.data.mapping_start.anchor))
    case YAML_MAPPING_END_EVENT: return .tableEnd
    case YAML_ALIAS_EVENT: return .alias(unsafe string(event.data.alias.anchor) ?? "")
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_STREAM_END_EVENT: return .streamEnd
    default: return .other
    }
  }

  private static var outOfMemory: FrontMatterProblem { FrontMatterProblem("out of memory") }

  /// Returns the problem in libyaml's own words, with its line.
  private func problem() -> FrontMatterProblem {
    let words = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
    switch unsafe parser.pointee.error {
    case YAML_MEMORY_ERROR:
      return Self.outOfMemory
    case YAML_READER_ERROR:
      // For these errors, libyaml gives an offset in bytes and no line.
      let offset = unsafe min(parser.pointee.problem_offset, text.count)
      let lines = unsafe text[..<offset].count { $0 == .newline }
      return FrontMatterProblem(words ?? "it is not YAML", line: firstLine + lines)
    default:
      let line = unsafe Int(clamping: parser.pointee.problem_mark.line)
      return FrontMatterProblem(words ?? "it is not YAML", line: firstLine + line)
    }
  }
}

/// Copies one of libyaml's strings; returns nil if there is none.
private func string(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
  unsafe bytes.map { unsafe String(cString: $0) }
}
