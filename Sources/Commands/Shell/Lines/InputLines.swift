import Posts
import SystemPackage
import Terminal

/// The lines of standard input. No more is read than each line, since what follows may be input for
/// the command on it.
struct InputLines: ShellLines {
  private let input: FileDescriptor
  private var number = 0
  private var isAtEnd = false

  init(_ input: FileDescriptor) { self.input = input }

  var place: String? { "standard input, line \(number)" }

  mutating func next(isContinuation: Bool) -> ShellInput {
    guard !isAtEnd else { return .end }
    var line: [UInt8] = []
    var byte: UInt8 = 0
    while true {
      let count: Int
      do {
        count = try unsafe withUnsafeMutableBytes(of: &byte) { try unsafe input.read(into: $0) }
      } catch {
        isAtEnd = true
        return .failed("standard input: \(error)")
      }
      guard count == 1 else {
        isAtEnd = true
        break
      }
      if byte == .newline { break }
      line.append(byte)
    }
    if isAtEnd, line.isEmpty { return .end }
    number += 1
    return .line(line)
  }
}
