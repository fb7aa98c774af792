import Glibc
package import SystemPackage

/// A program of the system that is asked for its opinion, or for an archive of its own make.
package enum Program {
  /// What became of a run.
  package struct Outcome: Equatable, Sendable {
    /// The exit status, or 128 and the signal that ended it.
    package let status: Int
    package let output: [UInt8]
    package let errors: String

    package var text: String { String(decoding: output, as: UTF8.self) }
  }

  /// Runs a program that is found in `PATH`, and waits for its end.
  ///
  /// - Parameters:
  ///   - arguments: those behind the program's name.
  ///   - input: what it reads on standard input.
  ///   - folder: where it works; nil leaves it where the tests are.
  ///   - locale: what `LC_ALL` is for it.
  /// - Throws: `Errno` where it cannot be started.
  package static func run(
    _ name: String, _ arguments: [[UInt8]], input: [UInt8] = [], in folder: String? = nil,
    locale: String = "C.UTF-8"
  ) throws -> Outcome {
    let files = try (0..<3).map { _ in try namelessFile() }
    defer { for file in files { try? file.close() } }
    try files[0].writeAll(input)
    try files[0].seek(offset: 0, from: .start)

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, file) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file.rawValue, CInt(number))
    }

    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let change = folder.map { ["env", "-C", $0].map(\.bytes) } ?? []
    var words = (change + [name.bytes] + arguments).map(cString) + [nil]
    let variables = ["PATH=\(path)", "LC_ALL=\(locale)", "TZ=UTC"]
    var environment = variables.map { cString($0.bytes) } + [nil]
    defer { for word in words + environment { free(word) } }
    var process = pid_t()
    let failure = posix_spawnp(
      &process, folder == nil ? name : "env", &actions, nil, &words, &environment)
    guard failure == 0 else { throw Errno(rawValue: failure) }
    var status: CInt = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw Errno(rawValue: errno) }
    }
    return Outcome(
      status: Int(status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)),
      output: try contents(of: files[1]),
      errors: String(decoding: try contents(of: files[2]), as: UTF8.self))
  }

  /// Runs a program with arguments that are text; see `run(_:_:input:in:locale:)` over bytes.
  package static func run(
    _ name: String, _ arguments: String..., input: [UInt8] = [], in folder: String? = nil,
    locale: String = "C.UTF-8"
  ) throws -> Outcome {
    try run(name, arguments.map(\.bytes), input: input, in: folder, locale: locale)
  }

  /// Opens a file that no name leads to.
  package static func namelessFile() throws -> FileDescriptor {
    var template = Array("/tmp/blogsh-test-XXXXXX".utf8CString)
    let descriptor = FileDescriptor(rawValue: mkstemp(&template))
    guard descriptor.rawValue >= 0 else { throw Errno(rawValue: errno) }
    _ = fcntl(descriptor.rawValue, F_SETFD, FD_CLOEXEC)
    unlink(template)
    return descriptor
  }

  /// Reads a file from its beginning to its end, wherever it stands.
  package static func contents(of file: FileDescriptor) throws -> [UInt8] {
    let size = Int(try file.seek(offset: 0, from: .end))
    return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let rest = UnsafeMutableBufferPointer(rebasing: buffer[count...])
        let read = try file.read(
          fromAbsoluteOffset: Int64(count), into: UnsafeMutableRawBufferPointer(rest))
        guard read > 0 else { return }
        count += read
      }
    }
  }

  private static func cString(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    (bytes + [0]).withUnsafeBytes { strdup($0.assumingMemoryBound(to: CChar.self).baseAddress!) }
  }
}
