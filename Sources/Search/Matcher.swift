import CPCRE2

/// Matches one expression; for use by one thread.
@safe final class Matcher {
  let expression: Expression
  private let data: OpaquePointer
  private let context: OpaquePointer?
  private let stack: OpaquePointer?

  /// The greatest size in bytes of the stack that compiled patterns use for one match.
  private static let maximumStack = 8 << 20

  /// Creates a matcher for an expression.
  ///
  /// - Parameter isForTexts: Whether a match may need a large stack; one of a glob needs little.
  /// - Throws: `.outOfMemory`.
  init(_ expression: Expression, isForTexts: Bool = true) throws(SearchError) {
    guard let data = unsafe pcre2_match_data_create_8(1, nil) else { throw .outOfMemory }
    self.expression = expression
    unsafe self.data = data
    // Without a stack of its own, a match uses 32 KiB of the machine's.
    guard isForTexts else {
      unsafe (context, stack) = (nil, nil)
      return
    }
    guard let context = unsafe pcre2_match_context_create_8(nil) else {
      unsafe pcre2_match_data_free_8(data)
      throw .outOfMemory
    }
    unsafe self.context = context
    unsafe stack = pcre2_jit_stack_create_8(32 << 10, Self.maximumStack, nil)
    unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
  }

  deinit {
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_jit_stack_free_8(stack)
  }

  /// Returns the first match that begins at an index or after it.
  ///
  /// - Parameters:
  ///   - text: The bytes to match, and to look at around a match.
  ///   - start: The index, from 0 to `text.count`.
  /// - Throws: `.tooMuchWork`, `.outOfMemory`.
  func firstMatch(
    in text: UnsafeRawBufferPointer, from start: Int
  ) throws(SearchError) -> Range<Int>? {
    let code = unsafe text.withMemoryRebound(to: UInt8.self) { text in
      unsafe pcre2_match_8(expression.code, text.baseAddress, text.count, start, 0, data, context)
    }
    if code == PCRE2_ERROR_NOMATCH { return nil }
    guard code >= 0, let places = unsafe pcre2_get_ovector_pointer_8(data) else {
      if code == PCRE2_ERROR_NOMEMORY { throw .outOfMemory }
      throw SearchError(.tooMuchWork, "\(Expression.message(code))")
    }
    let (first, last) = unsafe (places[0], places[1])
    // `\K` may put the start after the end.
    return first..<max(first, last)
  }
}
