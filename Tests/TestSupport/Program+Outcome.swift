extension Program {
  /// The result of a program that has ended, with everything from both its streams.
  package struct Outcome: Equatable, Sendable {
    /// The way in which a process ended.
    package enum End: Equatable, Sendable {
      case status(Int32)
      case signal(Int32)
    }

    package let end: End
    package let output: [UInt8]
    /// Standard error as text, with U+FFFD for bytes that are not UTF-8.
    package let errors: String

    package init(_ end: End, output: [UInt8], errors: String) {
      self.end = end
      self.output = output
      self.errors = errors
    }

    /// Returns status 0 with this output, and nothing on standard error.
    package static func done(_ output: String = "") -> Outcome { done(output.bytes) }

    /// Returns status 0 with this output, and nothing on standard error.
    package static func done(_ output: [UInt8]) -> Outcome {
      Outcome(.status(0), output: output, errors: "")
    }

    /// Returns another status, with this output and these messages.
    package static func failed(_ status: Int32, output: String = "", _ errors: String) -> Outcome {
      Outcome(.status(status), output: output.bytes, errors: errors)
    }

    /// The exit status; nil if a signal ended the process.
    package var status: Int? {
      switch end {
      case .status(let status): Int(status)
      case .signal: nil
      }
    }

    /// Standard output as text, with U+FFFD for bytes that are not UTF-8.
    package var text: String { String(decoding: output, as: UTF8.self) }

    /// The lines of standard output.
    package var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// Whether standard error is one line with a newline at its end.
    package var hasOneLineOfErrors: Bool {
      errors.utf8.last == 0x0A && errors.utf8.count { $0 == 0x0A } == 1 && errors.utf8.count > 1
    }
  }
}
