import Glibc
import SystemPackage

/// A pseudo-terminal of the system.
final class PseudoTerminal {
  /// The side that programs write to.
  let terminal: FileDescriptor
  private let screen: FileDescriptor

  /// `TIOCSPTLCK` and `TIOCGPTPEER`, which Swift does not import (ioctl_tty(2)).
  private static let setLock: UInt = 0x4004_5431
  private static let openPeer: UInt = 0x5441

  init(columns: Int) throws {
    screen = try FileDescriptor.open("/dev/ptmx", .readWrite, options: [.closeOnExec])
    var locked: CInt = 0
    guard ioctl(screen.rawValue, Self.setLock, &locked) == 0 else {
      throw Errno(rawValue: errno)
    }
    terminal = FileDescriptor(
      rawValue: ioctl(screen.rawValue, Self.openPeer, O_RDWR | O_NOCTTY | O_CLOEXEC))
    guard terminal.rawValue >= 0 else { throw Errno(rawValue: errno) }
    var size = winsize(ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    guard ioctl(terminal.rawValue, UInt(TIOCSWINSZ), &size) == 0 else {
      throw Errno(rawValue: errno)
    }
    _ = fcntl(screen.rawValue, F_SETFL, O_NONBLOCK)
  }

  deinit {
    try? terminal.close()
    try? screen.close()
  }

  /// Returns everything that has reached the screen, with each newline as the terminal made it: CR
  /// LF.
  func shown() throws -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    // The line discipline passes bytes on with a delay.
    while true {
      var waiting = pollfd(fd: screen.rawValue, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 200) > 0 else { break }
      let count = try piece.withUnsafeMutableBytes { try screen.read(into: $0) }
      bytes += piece[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
