import Glibc
package import SystemPackage

/// Where a stream of the console ends: a terminal, a pipe or a file.
package struct Destination {
  /// The width of a terminal that does not know its own.
  package static let usualWidth = 80

  /// The greatest width that is believed, in columns.
  package static let greatestWidth = 10_000

  /// Where bytes are written; the destination does not own it.
  package let descriptor: FileDescriptor

  /// Whether a person looks at what is written.
  package let isTerminal: Bool

  let environment: Environment
  private let fixedWidth: Int?

  /// Makes a destination of a descriptor; `isTerminal` and `width` stand in for the system's word.
  package init(
    _ descriptor: FileDescriptor, environment: Environment, isTerminal: Bool? = nil,
    width: Int? = nil
  ) {
    self.descriptor = descriptor
    self.environment = environment
    self.isTerminal = isTerminal ?? (isatty(descriptor.rawValue) == 1)
    self.fixedWidth = width
  }

  /// Whether the terminal can do nothing but lines of text: `TERM` is `dumb` or is not set.
  package var isDumb: Bool {
    switch environment["TERM"] {
    case nil, "", "dumb": true
    default: false
    }
  }

  /// The width of the terminal in columns, 1 to 10,000, as it is now; nil where there is none.
  ///
  /// As GNU `ls` has it: what the terminal says, `COLUMNS` if it says nothing, else 80.
  package var width: Int? {
    guard isTerminal else { return nil }
    let width = fixedWidth ?? reportedWidth ?? environment["COLUMNS"].flatMap { Int($0) }
    guard let width, width > 0 else { return Self.usualWidth }
    return min(width, Self.greatestWidth)
  }

  private var reportedWidth: Int? {
    var size = winsize()
    let status = unsafe ioctl(descriptor.rawValue, UInt(TIOCGWINSZ), &size)
    return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }
}
