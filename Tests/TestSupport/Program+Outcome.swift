extension Program {
  /// What a program that ran to its end left behind, the whole of both its streams.
  package struct Outcome: Equatable, Sendable {
    /// How a process ends.
    package enum End: Equatable, Sendable {
      case status(Int32)
      case signal(Int32)
    }

    package let end: End
    package let output: [UInt8]
    /// Standard error as text; bytes that are not UTF-8 become U+FFFD.
    package let errors: String

    package init(_ end: End, output: [UInt8], errors: String) {
      self.end = end
      self.output = output
      self.errors = errors
    }

    /// Status 0 with this output, and nothing on standard error.
    package static func done(_ output: String = "") -> Outcome { done(output.bytes) }

    /// Status 0 with this output, and nothing on standard error.
    package static func done(_ output: [UInt8]) -> Outcome {
      Outcome(.status(0), output: output, errors: "")
    }

    /// Another status, with this output and messages.
    package static func failed(_ status: Int32, output: String = "", _ errors: String) -> Outcome {
      Outcome(.status(status), output: output.bytes, errors: errors)
    }

    /// The exit status; nil where a signal was the end.
    package var status: Int? {
      switch end {
      case .status(let status): Int(status)
      case .signal: nil
      }
    }

    /// Standard output as text; bytes that are not UTF-8 become U+FFFD.
    package var text: String { String(decoding: output, as: UTF8.self) }

    /// The lines of standard output.
    package var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// Whether standard error is one line, ended by a newline.
    package var hasOneLineOfErrors: Bool {
      errors.utf8.last == 0x0A && errors.utf8.count { $0 == 0x0A } == 1 && errors.utf8.count > 1
    }
  }
}
