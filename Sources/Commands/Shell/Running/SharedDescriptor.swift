import SystemPackage

/// A descriptor that several owners share, and that is closed with the last of them, unless it is
/// the process's own.
final class SharedDescriptor {
  let descriptor: FileDescriptor
  private let isOwned: Bool

  init(owning descriptor: FileDescriptor) {
    self.descriptor = descriptor
    isOwned = true
  }

  /// Wraps a descriptor that stays open, such as one of the process.
  init(borrowing descriptor: FileDescriptor) {
    self.descriptor = descriptor
    isOwned = false
  }

  deinit { if isOwned { try? descriptor.close() } }

  /// Opens a pipe whose ends are inherited only by programs that are given them.
  static func pipe() throws(Errno) -> (readEnd: SharedDescriptor, writeEnd: SharedDescriptor) {
    let ends = try FileDescriptor.pipe(options: .closeOnExec)
    return (SharedDescriptor(owning: ends.readEnd), SharedDescriptor(owning: ends.writeEnd))
  }
}
