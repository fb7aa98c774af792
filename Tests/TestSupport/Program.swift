import Glibc
package import SystemPackage

/// Starts programs as a shell would, with nothing of the test's own environment but its `PATH`.
package enum Program {
  /// The standard input of a program.
  package enum Input {
    /// The null device.
    case nothing
    /// A regular file with these bytes.
    case bytes([UInt8])
    /// An open descriptor, which the caller keeps.
    case descriptor(FileDescriptor)
  }

  /// Runs a program from `PATH` until it ends; after a minute, it is killed.
  ///
  /// - Parameters:
  ///   - arguments: The arguments after the program's name.
  ///   - environment: Variables in addition to `PATH`, `HOME`, `LC_ALL` and `TZ`, or in place of
  ///     them.
  ///   - folder: The working folder; nil for that of the tests.
  /// - Throws: `Errno` if the program cannot be started.
  package static func run(
    _ name: String, _ arguments: [[UInt8]], input: Input = .nothing,
    environment: [String: String] = [:], in folder: String? = nil
  ) throws -> Outcome {
    try start(name, arguments, input: input, environment: environment, in: folder).wait()
  }

  /// Runs a program with arguments given as text; see `run(_:_:input:environment:in:)` for bytes.
  package static func run(
    _ name: String, _ arguments: [String], input: Input = .nothing,
    environment: [String: String] = [:], in folder: String? = nil
  ) throws -> Outcome {
    try run(name, arguments.map(\.bytes), input: input, environment: environment, in: folder)
  }

  /// Runs a program with a few arguments; see `run(_:_:input:environment:in:)` for bytes.
  package static func run(
    _ name: String, _ arguments: String..., input: [UInt8] = [],
    environment: [String: String] = [:], in folder: String? = nil
  ) throws -> Outcome {
    try run(name, arguments, input: .bytes(input), environment: environment, in: folder)
  }

  /// Starts a program from `PATH`.
  ///
  /// - Parameter output: A descriptor for its standard output, which is then not in the outcome.
  package static func start(
    _ name: String, _ arguments: [[UInt8]], input: Input = .nothing,
    output: FileDescriptor? = nil, environment: [String: String] = [:], in folder: String? = nil
  ) throws -> RunningProgram {
    let captured = try namelessFile()
    let errors = try namelessFile()
    var inputFile: FileDescriptor?
    defer { try? inputFile?.close() }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    switch input {
    case .nothing: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    case .descriptor(let descriptor):
      posix_spawn_file_actions_adddup2(&actions, descriptor.rawValue, 0)
    case .bytes(let bytes):
      let file = try namelessFile()
      inputFile = file
      try file.writeAll(bytes)
      try file.seek(offset: 0, from: .start)
      posix_spawn_file_actions_adddup2(&actions, file.rawValue, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, (output ?? captured).rawValue, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.rawValue, 2)

    // Tests run at the same time; the program must not inherit the test runner's handling of
    // signals.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK))

    // Swift does not import the function that sets the folder. env becomes the program and keeps
    // its process number.
    let program = folder.map { ["env", "-C", $0, name] } ?? [name]
    let variables = surroundings.merging(Sanitizing.surroundings) { $1 }
      .merging(environment) { $1 }.map { "\($0)=\($1)".bytes }
    var process = pid_t()
    let failure = withCStrings(program.map(\.bytes) + arguments) { words in
      withCStrings(variables) {
        posix_spawnp(&process, program[0], &actions, &attributes, words, $0)
      }
    }
    guard failure == 0 else {
      try? captured.close()
      try? errors.close()
      throw Errno(rawValue: failure)
    }
    return RunningProgram(process: process, output: captured, errors: errors)
  }

  /// Opens a file that has no name.
  package static func namelessFile() throws -> FileDescriptor {
    var template = Array("\(temporaryFiles)/blogsh-test-XXXXXX".utf8CString)
    let descriptor = FileDescriptor(rawValue: mkstemp(&template))
    guard descriptor.rawValue >= 0 else { throw Errno(rawValue: errno) }
    _ = fcntl(descriptor.rawValue, F_SETFD, FD_CLOEXEC)
    unlink(template)
    return descriptor
  }

  /// Returns the whole content of a file, whatever its current offset.
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

  /// The folder for temporary files: `$TMPDIR`, else `/tmp`.
  static let temporaryFiles = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"

  /// The environment of every program.
  private static let surroundings = [
    "PATH": getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin",
    "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC",
  ]

  private static func withCStrings<Result>(
    _ words: [[UInt8]], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = words.map { word in
      (word + [0]).withUnsafeBytes { strdup($0.assumingMemoryBound(to: CChar.self).baseAddress!) }
    }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
