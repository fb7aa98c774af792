import Testing

/// What a program that ran to its end left behind, the whole of both its streams.
struct Outcome: Equatable {
  /// How a process ends.
  enum End: Equatable {
    case status(Int32)
    case signal(Int32)
  }

  let end: End
  let output: [UInt8]
  let errors: [UInt8]

  init(_ end: End, output: [UInt8], errors: [UInt8]) {
    self.end = end
    self.output = output
    self.errors = errors
  }

  /// Status 0 with this output, and nothing on standard error.
  static func done(_ output: String = "") -> Outcome {
    Outcome(.status(0), output: Array(output.utf8), errors: [])
  }

  /// Status 0 with this output, and nothing on standard error.
  static func done(_ output: [UInt8]) -> Outcome { Outcome(.status(0), output: output, errors: []) }

  /// Another status, with this output and messages.
  static func failed(_ status: Int32, output: String = "", _ errors: String) -> Outcome {
    Outcome(.status(status), output: Array(output.utf8), errors: Array(errors.utf8))
  }

  /// Standard output as text; bytes that are not UTF-8 become U+FFFD.
  var text: String { String(decoding: output, as: UTF8.self) }

  /// Standard error as text; bytes that are not UTF-8 become U+FFFD.
  var errorText: String { String(decoding: errors, as: UTF8.self) }

  /// The lines of standard output.
  var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// Whether standard error is one line, ended by a newline.
  var hasOneLineOfErrors: Bool {
    errors.last == UInt8(ascii: "\n") && errors.count { $0 == UInt8(ascii: "\n") } == 1
      && errors.count > 1
  }
}

extension Outcome: CustomTestStringConvertible {
  var testDescription: String {
    "\(end)\n--- output\n\(text.prefix(4000))\n--- errors\n\(errorText.prefix(4000))\n---"
  }
}

/// Expects a program to have left just this behind, and shows both where it did not.
func expect(
  _ outcome: Outcome, _ expected: Outcome, _ comment: Comment? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome == expected, comment, sourceLocation: sourceLocation)
}
