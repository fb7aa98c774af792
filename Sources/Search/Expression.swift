import CPCRE2

/// Compiled patterns, to be matched on any number of threads.
@safe final class Expression: @unchecked Sendable {
  // Matching does not change a compiled pattern (pcre2_match(3)).
  let code: OpaquePointer
  /// Whether no match holds a newline, so that texts can be searched as a whole.
  let isLineBound: Bool
  /// Whether a match does not depend on the text around it.
  let isSelfContained: Bool

  /// Compiles a glob that has to match a whole path or name.
  ///
  /// `*` and `?` match anything but `/`, `**` anything at all (pcre2convert(3)).
  ///
  /// - Parameter isText: Whether names are UTF-8, and `?` matches a character instead of a byte.
  /// - Throws: `.badPattern` with the place in the glob, `.outOfMemory`.
  convenience init(glob: [UInt8], ignoresCase: Bool, isText: Bool) throws(SearchError) {
    let pattern = try Self.converted(glob)
    try unsafe self.init(
      code: Self.compile(pattern, ignoresCase: ignoresCase, options: PCRE2_DOTALL, isText: isText),
      isLineBound: false, isSelfContained: false)
  }

  private static func converted(_ glob: [UInt8]) throws(SearchError) -> [UInt8] {
    guard let context = unsafe pcre2_convert_context_create_8(nil) else { throw .outOfMemory }
    defer { unsafe pcre2_convert_context_free_8(context) }
    // Set explicitly, since PCRE2's defaults differ between systems.
    unsafe pcre2_set_glob_separator_8(context, UInt32(UInt8(ascii: "/")))
    unsafe pcre2_set_glob_escape_8(context, UInt32(UInt8(ascii: "\\")))
    var options = PCRE2_CONVERT_GLOB
    if glob.span.isUTF8 { options |= PCRE2_CONVERT_UTF }
    var converted: UnsafeMutablePointer<UInt8>?
    var count = 0
    let code = unsafe glob.withUnsafeBufferPointer { bytes in
      unsafe pcre2_pattern_convert_8(
        bytes.baseAddress, bytes.count, options, &converted, &count, context)
    }
    defer { unsafe pcre2_converted_pattern_free_8(converted) }
    guard code == 0, let converted = unsafe converted else {
      if code == PCRE2_ERROR_NOMEMORY { throw .outOfMemory }
      throw badPattern(code, at: count, of: glob)
    }
    return unsafe Array(UnsafeBufferPointer(start: converted, count: count))
  }

  /// Compiles patterns into one expression that matches wherever any of them does.
  ///
  /// - Parameter patterns: The patterns, at least one.
  /// - Throws: `.badPattern` with the place in the pattern, `.outOfMemory`.
  convenience init(
    anyOf patterns: [[UInt8]], _ syntax: Query.Syntax, ignoresCase: Bool, _ extent: Query.Extent
  ) throws(SearchError) {
    let patterns = patterns.flatMap { $0.split(separator: 0x0A, omittingEmptySubsequences: false) }
      .map { syntax == .fixed ? Self.escaped($0) : Array($0) }
    // Each is compiled on its own first, so that the place of an error is one in that pattern.
    if syntax == .expression {
      for pattern in patterns {
        unsafe pcre2_code_free_8(try Self.compile(pattern, ignoresCase: ignoresCase))
      }
    }
    let bound = patterns.compactMap(LineBoundPattern.rewrite)
    let isLineBound = bound.count == patterns.count
    let joined = Self.joined(isLineBound ? bound.map(\.result) : patterns, extent)
    try unsafe self.init(
      code: Self.compile(joined, ignoresCase: ignoresCase), isLineBound: isLineBound,
      isSelfContained: isLineBound && extent == .anything && !bound.contains(where: \.looksAround))
  }

  private init(code: OpaquePointer, isLineBound: Bool, isSelfContained: Bool) {
    unsafe self.code = code
    self.isLineBound = isLineBound
    self.isSelfContained = isSelfContained
    // If this fails, patterns are interpreted, with the same result.
    unsafe pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
  }

  deinit { unsafe pcre2_code_free_8(code) }

  private static func joined(_ patterns: [[UInt8]], _ extent: Query.Extent) -> [UInt8] {
    let (start, end) =
      switch extent {
      case .anything: ("", "")
      case .words: ("(?<!\\w)", "(?!\\w)")
      case .wholeLine: ("^", "$")
      }
    if patterns.count == 1, extent == .anything { return patterns[0] }
    // `(?|` numbers groups from 1 in each pattern, so that a back reference finds a group of its
    // own.
    let alternatives = patterns.map { Array("(?:".utf8) + $0 + Array(")".utf8) }
    let any = Array(alternatives.joined(separator: "|".utf8))
    return Array("\(start)(?|".utf8) + any + Array(")\(end)".utf8)
  }

  /// Returns a regular expression that matches only a given text.
  private static func escaped(_ text: ArraySlice<UInt8>) -> [UInt8] {
    text.flatMap { byte -> [UInt8] in
      let isPlain =
        byte >= 0x80 || byte == 0x20 || (0x30...0x39).contains(byte)
        || (0x41...0x5A).contains(byte & 0xDF)
      if isPlain { return [byte] }
      return byte < 0x20 || byte == 0x7F
        ? Array("\\x{\(String(byte, radix: 16))}".utf8) : [0x5C, byte]
    }
  }

  private static func compile(
    _ pattern: [UInt8], ignoresCase: Bool, options: UInt32 = PCRE2_MULTILINE,
    isText: Bool = true
  ) throws(SearchError) -> OpaquePointer {
    var options = options | PCRE2_NEVER_BACKSLASH_C
    if isText, pattern.span.isUTF8 {
      options |= PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF
    }
    if ignoresCase { options |= PCRE2_CASELESS }
    guard let context = unsafe pcre2_compile_context_create_8(nil) else { throw .outOfMemory }
    defer { unsafe pcre2_compile_context_free_8(context) }
    unsafe pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    var code: CInt = 0
    var place = 0
    let compiled = unsafe pattern.withUnsafeBufferPointer { bytes in
      unsafe pcre2_compile_8(bytes.baseAddress, bytes.count, options, &code, &place, context)
    }
    if let compiled = unsafe compiled { return unsafe compiled }
    if code == PCRE2_ERROR_HEAP_FAILED { throw .outOfMemory }
    throw badPattern(code, at: place, of: pattern)
  }

  private static func badPattern(_ code: CInt, at place: Int, of pattern: [UInt8]) -> SearchError {
    let text = String(decoding: pattern, as: UTF8.self)
    return SearchError(.badPattern, "\(message(code)), at byte \(place) of the pattern '\(text)'")
  }

  /// Returns PCRE2's own words for an error (pcre2_get_error_message(3)).
  static func message(_ code: CInt) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe buffer.withUnsafeMutableBufferPointer {
      unsafe pcre2_get_error_message_8(code, $0.baseAddress, $0.count)
    }
    return String(decoding: buffer.prefix(Int(max(0, count))), as: UTF8.self)
  }
}

extension Span<UInt8> {
  /// Whether all the bytes are valid UTF-8.
  var isUTF8: Bool { (try? UTF8Span(validating: self)) != nil }
}
