import CPCRE2

/// Matches one expression; for use by one thread.
@safe final class Matcher {
  let expression: Expression
  private let data: OpaquePointer
  private let context: OpaquePointer?
  private let stack: OpaquePointer?

  /// Limits what compiled patterns keep on their stack for one match, in bytes.
  private static let greatestStack = 8 << 20

  /// - Parameter isForTexts: Whether it may need much of a stack; of globs it asks for little.
  /// - Throws: `.outOfMemory`.
  init(_ expression: Expression, isForTexts: Bool = true) throws(SearchError) {
    guard let data = unsafe pcre2_match_data_create_8(1, nil) else { throw .outOfMemory }
    self.expression = expression
    unsafe self.data = data
    // Without one of its own, the machine's stack has 32 KiB for it.
    guard isForTexts else {
      unsafe (context, stack) = (nil, nil)
      return
    }
    guard let context = unsafe pcre2_match_context_create_8(nil) else {
      unsafe pcre2_match_data_free_8(data)
      throw .outOfMemory
    }
    unsafe self.context = context
    unsafe stack = pcre2_jit_stack_create_8(32 << 10, Self.greatestStack, nil)
    unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
  }

  deinit {
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_jit_stack_free_8(stack)
  }

  /// Finds the first match that begins at a place or behind it.
  ///
  /// - Parameters:
  ///   - text: What the match lies in, and what it may look at.
  ///   - start: From 0 to `text.count`.
  /// - Throws: `.tooMuchWork`, `.outOfMemory`.
  func firstMatch(
    in text: UnsafeRawBufferPointer, from start: Int
  ) throws(SearchError) -> Range<Int>? {
    let code = unsafe text.withMemoryRebound(to: UInt8.self) { text in
      unsafe pcre2_match_8(
        expression.code, text.baseAddress, text.count, start, 0, data, context)
    }
    if code == PCRE2_ERROR_NOMATCH { return nil }
    guard code >= 0, let places = unsafe pcre2_get_ovector_pointer_8(data) else {
      if code == PCRE2_ERROR_NOMEMORY { throw .outOfMemory }
      throw SearchError(.tooMuchWork, "\(Expression.message(code))")
    }
    let (first, last) = unsafe (places[0], places[1])
    // `\K` may set the beginning behind the end.
    return first..<max(first, last)
  }
}
