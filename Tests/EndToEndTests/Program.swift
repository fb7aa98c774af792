import Foundation

/// Starts programs as a shell would, with nothing of the test's own surroundings but its `PATH`.
enum Program {
  /// What a program finds on its standard input.
  enum Input {
    /// The null device.
    case nothing
    /// A regular file with these bytes.
    case bytes([UInt8])
    /// An open descriptor, which stays the caller's.
    case descriptor(CInt)
  }

  /// Where what is written goes.
  enum Output {
    case captured
    case descriptor(CInt)
  }

  /// Runs a program to its end; one that takes longer than a minute is ended.
  static func run(
    _ program: String, _ arguments: [String], input: Input = .nothing,
    environment: [String: String] = [:], workingDirectory: String? = nil
  ) throws -> Outcome {
    try start(
      program, arguments, input: input, environment: environment,
      workingDirectory: workingDirectory
    ).wait()
  }

  /// Starts a program.
  static func start(
    _ program: String, _ arguments: [String], input: Input = .nothing, output: Output = .captured,
    errors: Output = .captured, environment: [String: String] = [:], workingDirectory: String? = nil
  ) throws -> RunningProgram {
    let outputFile = try ScratchFile()
    let errorFile = try ScratchFile()
    var inputFile: ScratchFile?
    let inputDescriptor: CInt
    switch input {
    case .nothing: inputDescriptor = -1
    case .descriptor(let descriptor): inputDescriptor = descriptor
    case .bytes(let bytes):
      let file = try ScratchFile()
      try file.fill(bytes)
      inputDescriptor = file.descriptor
      inputFile = file
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if inputDescriptor < 0 {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    } else {
      posix_spawn_file_actions_adddup2(&actions, inputDescriptor, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output.descriptor ?? outputFile.descriptor, 1)
    posix_spawn_file_actions_adddup2(&actions, errors.descriptor ?? errorFile.descriptor, 2)
    // Tests run side by side; whatever the runner does with signals is no business of the program's.
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
    let variables = surroundings.merging(environment) { $1 }.map { "\($0)=\($1)" }
    var pid: pid_t = 0
    // Swift does not import what would set the folder; env becomes the program, and keeps its number.
    let line = workingDirectory.map { ["env", "-C", $0, program] } ?? [program]
    let error = withCStrings(line + arguments) { words in
      withCStrings(variables) { posix_spawnp(&pid, line[0], &actions, &attributes, words, $0) }
    }
    withExtendedLifetime(inputFile) {}
    guard error == 0 else { throw SystemError(error, program) }
    return RunningProgram(pid: pid, output: outputFile, errors: errorFile)
  }

  /// What every program finds in its environment.
  private static let surroundings = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC",
  ]

  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

extension Program.Output {
  fileprivate var descriptor: CInt? {
    switch self {
    case .captured: nil
    case .descriptor(let descriptor): descriptor
    }
  }
}

/// An error of the system.
struct SystemError: Error, CustomStringConvertible {
  let description: String

  init(_ number: CInt, _ subject: String) {
    description = "\(subject): \(String(cString: strerror(number)))"
  }
}
