import Glibc
package import SystemPackage

/// The place where a stream of the console ends: a terminal, a pipe or a file.
package struct Destination {
  /// The assumed width of a terminal that reports none, in columns.
  package static let usualWidth = 80

  /// The greatest width that is accepted, in columns.
  package static let maximumWidth = 10_000

  /// The descriptor that bytes are written to; the destination does not own it.
  package let descriptor: FileDescriptor

  /// Whether a person looks at what is written.
  package let isTerminal: Bool

  let environment: Environment
  private let fixedWidth: Int?

  /// Makes a destination of a descriptor; `isTerminal` and `width`, if given, replace what the
  /// system reports.
  package init(
    _ descriptor: FileDescriptor, environment: Environment, isTerminal: Bool? = nil,
    width: Int? = nil
  ) {
    self.descriptor = descriptor
    self.environment = environment
    self.isTerminal = isTerminal ?? (isatty(descriptor.rawValue) == 1)
    self.fixedWidth = width
  }

  /// Whether the terminal can only print lines of text: `TERM` is `dumb`, empty or not set.
  package var isDumb: Bool {
    switch environment["TERM"] {
    case nil, "", "dumb": true
    default: false
    }
  }

  /// The current width of the terminal in columns, 1 to 10,000; nil if this is no terminal.
  ///
  /// As in GNU `ls`: the width that the terminal reports, else `COLUMNS`, else 80.
  package var width: Int? {
    guard isTerminal else { return nil }
    let width = fixedWidth ?? reportedWidth ?? environment["COLUMNS"].flatMap { Int($0) }
    guard let width, width > 0 else { return Self.usualWidth }
    return min(width, Self.maximumWidth)
  }

  private var reportedWidth: Int? {
    var size = winsize()
    let status = unsafe ioctl(descriptor.rawValue, UInt(TIOCGWINSZ), &size)
    return status == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }
}
