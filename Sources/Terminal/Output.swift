package import Entries
import Glibc
import Posts
package import SystemPackage

/// Buffers bytes and writes them to a descriptor, which it does not own.
///
/// The first error is kept, and every later use throws it. The process ignores `SIGPIPE`, so a
/// closed pipe comes back as an error. For use by one thread at a time.
package final class Output {
  /// The number of bytes to buffer before writing: the capacity of a pipe on Linux.
  package static let bufferSize = 64 * 1024

  /// The name of this stream in messages, such as `standard output`.
  package let name: String

  private var descriptor: FileDescriptor
  private var flushesLines: Bool
  private var buffer: [UInt8] = []
  private var failure: ConsoleError?
  private let interruption: Interruption

  /// Makes a writer.
  ///
  /// - Parameters:
  ///   - flushesLines: Whether each line is written as soon as it is complete, as at a terminal.
  ///   - interruption: Checked before each write to the system.
  package init(
    to descriptor: FileDescriptor, name: String, flushesLines: Bool = false,
    interruption: Interruption = .never
  ) {
    self.descriptor = descriptor
    self.name = name
    self.flushesLines = flushesLines
    self.interruption = interruption
  }

  /// Writes bytes, now or at the next flush.
  ///
  /// - Throws: The first error that this writer met; every later call throws it again.
  package func write(_ bytes: ByteSpan) throws(ConsoleError) {
    if let failure { throw failure }
    if buffer.count + bytes.count > Self.bufferSize { try flush() }
    if bytes.count >= Self.bufferSize { return try send(bytes) }
    if buffer.capacity == 0 { buffer.reserveCapacity(Self.bufferSize) }
    buffer.append(bytes)
    if flushesLines, bytes.contains(.newline) { try flush() }
  }

  /// Writes bytes, now or at the next flush.
  ///
  /// - Throws: The first error that this writer met; every later call throws it again.
  package func write(_ bytes: [UInt8]) throws(ConsoleError) { try write(bytes.span) }

  /// Writes the text as UTF-8, now or at the next flush.
  ///
  /// - Throws: The first error that this writer met; every later call throws it again.
  package func write(_ text: String) throws(ConsoleError) { try write(text.utf8.span) }

  /// Writes one byte, now or at the next flush.
  ///
  /// - Throws: The first error that this writer met; every later call throws it again.
  package func write(_ byte: UInt8) throws(ConsoleError) {
    if let failure { throw failure }
    if buffer.count >= Self.bufferSize { try flush() }
    if buffer.capacity == 0 { buffer.reserveCapacity(Self.bufferSize) }
    buffer.append(byte)
    if flushesLines, byte == .newline { try flush() }
  }

  /// Hands all buffered bytes to the system.
  ///
  /// - Throws: The first error that this writer met; every later call throws it again.
  package func flush() throws(ConsoleError) {
    if let failure { throw failure }
    guard !buffer.isEmpty else { return }
    defer { buffer.removeAll(keepingCapacity: true) }
    try send(buffer.span)
  }

  /// Switches to another descriptor, dropping the buffered bytes and any kept error.
  func redirect(to descriptor: FileDescriptor, flushesLines: Bool) {
    self.descriptor = descriptor
    self.flushesLines = flushesLines
    buffer.removeAll(keepingCapacity: true)
    failure = nil
  }

  private func send(_ bytes: ByteSpan) throws(ConsoleError) {
    var rest = bytes
    while !rest.isEmpty {
      if interruption.isRequested() { try fail(.interrupted) }
      do {
        let written = try unsafe rest.withUnsafeBytes {
          try unsafe descriptor.write($0, retryOnInterrupt: false)
        }
        rest = rest.extracting(droppingFirst: written)
      } catch {
        try recover(from: error as? Errno ?? .ioError)
      }
    }
  }

  /// Waits until a full non-blocking descriptor takes bytes again, does nothing after EINTR, and
  /// keeps and throws any other error.
  private func recover(from reason: Errno) throws(ConsoleError) {
    if reason == .interrupted { return }
    if reason == .resourceTemporarilyUnavailable {
      var waiting = pollfd(fd: descriptor.rawValue, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&waiting, 1, -1)
      return
    }
    try fail(reason == .brokenPipe ? .closedPipe : .cannotWrite(to: name, reason))
  }

  private func fail(_ error: ConsoleError) throws(ConsoleError) {
    failure = error
    throw error
  }
}
