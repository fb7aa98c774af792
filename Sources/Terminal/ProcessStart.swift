import Files
import Glibc
package import SystemPackage

private typealias FileActions = posix_spawn_file_actions_t
private typealias Attributes = posix_spawnattr_t

/// Starts other programs.
package enum ProcessStart {
  /// Starts the program that the first word names, with all words as its arguments.
  ///
  /// The program gets `descriptors` as its descriptors 0, 1, 2, …. No signal is blocked in it, and
  /// SIGINT, SIGQUIT and SIGPIPE have their default effect, even if this process ignores them.
  ///
  /// - Parameters:
  ///   - words: The program and its arguments: at least one word, and no NUL byte in any.
  ///   - environment: Names and values as `ArgumentText` carries them.
  /// - Returns: The process, which the caller must wait for.
  /// - Throws: The system's reason. (`posix_spawnp`)
  package static func start(
    _ words: [[UInt8]], environment: [String: String], descriptors: [FileDescriptor]
  ) throws(Errno) -> Int32 {
    var actions = unsafe FileActions()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // Copies above the target numbers: a descriptor whose own number is among the targets would be
    // overwritten before it is copied.
    let sources = try descriptors.map { (descriptor) throws(Errno) in
      let copy = fcntl(descriptor.rawValue, F_DUPFD_CLOEXEC, CInt(descriptors.count))
      guard copy >= 0 else { throw Errno(rawValue: errno) }
      return copy
    }
    defer { for source in sources { close(source) } }
    for (number, source) in sources.enumerated() {
      unsafe posix_spawn_file_actions_adddup2(&actions, source, Int32(number))
    }

    var attributes = Attributes()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGINT, SIGQUIT, SIGPIPE] { unsafe sigaddset(&signals, signal) }
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    unsafe posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    let arguments = unsafe words.map { unsafe copy(of: $0) } + [nil]
    defer { unsafe release(arguments) }
    let variables =
      unsafe environment.map {
        unsafe copy(of: ArgumentText.bytes(of: "\($0.key)=\($0.value)"))
      } + [nil]
    defer { unsafe release(variables) }

    var process: pid_t = 0
    let status = unsafe posix_spawnp(
      &process, arguments[0]!, &actions, &attributes, arguments, variables)
    guard status == 0 else { throw Errno(rawValue: status) }
    return process
  }

  /// Waits until a process ends.
  ///
  /// - Returns: Its exit status, as shells give it: 128 plus the signal if a signal ended it.
  package static func wait(for process: Int32) -> Int32 {
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? status >> 8 & 0xFF : 128 + signal
  }

  private static func copy(of bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    unsafe (bytes.map(CChar.init(bitPattern:)) + [0]).withUnsafeBufferPointer {
      unsafe strdup($0.baseAddress!)
    }
  }

  private static func release(_ strings: [UnsafeMutablePointer<CChar>?]) {
    for index in unsafe strings.indices { unsafe free(strings[index]) }
  }
}
