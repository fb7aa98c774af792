import SystemPackage

/// A descriptor that several hold, and that closes with the last of them, unless it is the process's own.
final class SharedDescriptor {
  let descriptor: FileDescriptor
  private let isOwned: Bool

  init(owning descriptor: FileDescriptor) {
    self.descriptor = descriptor
    isOwned = true
  }

  /// One that stays open: the process's own.
  init(borrowing descriptor: FileDescriptor) {
    self.descriptor = descriptor
    isOwned = false
  }

  deinit { if isOwned { try? descriptor.close() } }

  /// Both ends of a pipe, which no program inherits that is not given them.
  static func pipe() throws(Errno) -> (readEnd: SharedDescriptor, writeEnd: SharedDescriptor) {
    let ends = try FileDescriptor.pipe(options: .closeOnExec)
    return (SharedDescriptor(owning: ends.readEnd), SharedDescriptor(owning: ends.writeEnd))
  }
}
