import Glibc
import SystemPackage
import Terminal
import TerminalSupport
import TestSupport
import Testing

/// Whether a closed pipe is an error and does not end the process. Reading this ignores SIGPIPE, as
/// the program does at its start.
let ignoresClosedPipes: Bool = {
  signal(SIGPIPE, SIG_IGN)
  return true
}()

struct OutputTests {
  @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 1_000_000])
  func `all bytes arrive in order`(count: Int) throws {
    let file = try Program.namelessFile()
    defer { try? file.close() }
    let output = Output(to: file, name: "standard output")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 8) }
    try output.write("a")
    try output.write(bytes)
    try output.write("z")
    try output.flush()
    #expect(try Program.contents(of: file) == [0x61] + bytes + [0x7A])
  }

  @Test func `bytes are written when the buffer is full`() throws {
    let file = try Program.namelessFile()
    defer { try? file.close() }
    let output = Output(to: file, name: "standard output")
    try output.write("one line\n")
    #expect(try Program.contents(of: file) == [])
    try output.write([UInt8](repeating: 0x2E, count: Output.bufferSize - 1))
    #expect(try Program.contents(of: file) == Array("one line\n".utf8))
  }

  @Test func `a terminal gets each line at once`() throws {
    let file = try Program.namelessFile()
    defer { try? file.close() }
    let output = Output(to: file, name: "standard output", flushesLines: true)
    try output.write("half ")
    #expect(try Program.contents(of: file) == [])
    try output.write("a line\n")
    #expect(try Program.contents(of: file) == Array("half a line\n".utf8))
  }

  @Test func `a closed pipe is an error of its own, and remains one`() throws {
    #expect(ignoresClosedPipes)
    let pipe = try FileDescriptor.pipe()
    try pipe.readEnd.close()
    defer { try? pipe.writeEnd.close() }
    let output = Output(to: pipe.writeEnd, name: "standard output")
    try output.write("gone")
    #expect(throws: ConsoleError.closedPipe) { try output.flush() }
    #expect(throws: ConsoleError.closedPipe) { try output.write("") }
    #expect(throws: ConsoleError.closedPipe) { try output.flush() }
  }

  @Test func `a full disk is reported in the system's words, and remains an error`() throws {
    let full = try FileDescriptor.open("/dev/full", .writeOnly)
    defer { try? full.close() }
    let output = Output(to: full, name: "standard output")
    let error = ConsoleError.cannotWrite(to: "standard output", .noSpace)
    #expect(error.description == "cannot write to standard output: No space left on device")
    #expect(throws: error) { try output.write([UInt8](repeating: 0, count: 200_000)) }
    #expect(throws: error) { try output.flush() }
  }

  @Test func `a closed descriptor is reported in the system's words`() throws {
    let output = Output(to: FileDescriptor(rawValue: -1), name: "standard error")
    try output.write("x")
    #expect(throws: ConsoleError.cannotWrite(to: "standard error", .badFileDescriptor)) {
      try output.flush()
    }
  }

  @Test func `a write waits for a descriptor that does not block`() throws {
    #expect(ignoresClosedPipes)
    let pipe = try FileDescriptor.pipe()
    defer { try? pipe.writeEnd.close() }
    _ = fcntl(pipe.writeEnd.rawValue, F_SETFL, O_NONBLOCK)
    // A program and not a task, which would wait for this very thread if there are few.
    let reader = try Program.start(
      "head", ["-c".bytes, "1000000".bytes], input: .descriptor(pipe.readEnd))
    try pipe.readEnd.close()
    let output = Output(to: pipe.writeEnd, name: "standard output")
    try output.write([UInt8](repeating: 7, count: 1_000_000))
    try output.flush()
    #expect(try reader.wait().output.count == 1_000_000)
  }
}
