import Foundation

/// A folder that is gone when the test is over; programs run in it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let template = FileManager.default.temporaryDirectory.path + "/blogsh-e2e-XXXXXX"
    var name = Array(template.utf8CString)
    guard mkdtemp(&name) != nil else { throw SystemError(errno, template) }
    path = name.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    // Whoever the tests run as, others may look.
    chmod(path, 0o755)
  }

  deinit {
    // Nothing in it may be in the way of its end.
    _ = try? Program.run("chmod", ["-R", "u+rwX", path])
    _ = try? Program.run("rm", ["-rf", path])
  }

  /// The full path of a name in it.
  subscript(name: String) -> String { path + "/" + name }

  /// Runs the program under test in it.
  func blogsh(
    _ arguments: String..., input: Program.Input = .nothing, environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(
      Surroundings.blogsh, arguments, input: input, environment: environment,
      workingDirectory: path)
  }

  /// Runs the program under test in it.
  func blogsh(
    _ arguments: [String], input: Program.Input = .nothing, environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(
      Surroundings.blogsh, arguments, input: input, environment: environment,
      workingDirectory: path)
  }

  /// Runs another program in it.
  func run(
    _ program: String, _ arguments: String..., environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(program, arguments, environment: environment, workingDirectory: path)
  }

  /// Runs a script of the shell in it, where `$BLOGSH` is the program under test, and `$1` and so on
  /// are the words.
  func shell(
    _ script: String, _ words: String..., environment: [String: String] = [:]
  ) throws -> Outcome {
    try Program.run(
      "sh", ["-c", script, "sh"] + words,
      environment: environment.merging(["BLOGSH": Surroundings.blogsh]) { $1 },
      workingDirectory: path)
  }

  /// Runs a script of Python in it.
  func python(_ script: String, _ words: String...) throws -> Outcome {
    try Program.run("python3", ["-c", script] + words, workingDirectory: path)
  }
}

// MARK: - Files

extension TemporaryFolder {
  /// Writes a file, with the folders above it.
  func write(
    _ name: String, _ bytes: some Sequence<UInt8>, mode: mode_t = 0o644, modified: Int? = nil
  ) throws {
    let full = self[name]
    let above = URL(filePath: full).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: above, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: full))
    chmod(full, mode)
    if let modified { setModified(name, modified) }
  }

  /// Writes a text, with the folders above it.
  func write(_ name: String, _ text: String, mode: mode_t = 0o644, modified: Int? = nil) throws {
    try write(name, Array(text.utf8), mode: mode, modified: modified)
  }

  /// Makes a folder, with those above it.
  func makeFolder(_ name: String, mode: mode_t = 0o755, modified: Int? = nil) throws {
    try FileManager.default.createDirectory(
      atPath: self[name], withIntermediateDirectories: true)
    chmod(self[name], mode)
    if let modified { setModified(name, modified) }
  }

  /// Sets when something, and not what it leads to, was last changed, in seconds since 1970.
  func setModified(_ name: String, _ seconds: Int) {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    utimensat(AT_FDCWD, self[name], times, AT_SYMLINK_NOFOLLOW)
  }

  /// The bytes of a file.
  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: self[name])))
  }

  /// The text of a file.
  func readText(_ name: String) throws -> String {
    String(decoding: try read(name), as: UTF8.self)
  }

  /// Whether something stands there; a link counts, wherever it leads.
  func has(_ name: String) -> Bool {
    var status = stat()
    return lstat(self[name], &status) == 0
  }

  /// What the system says of something, and not of what it leads to.
  func status(_ name: String) throws -> stat {
    var status = stat()
    guard lstat(self[name], &status) == 0 else { throw SystemError(errno, name) }
    return status
  }

  /// Everything below a folder, as `find` and `sha256sum` see it: kind, mode, time, link target, path,
  /// and content.
  ///
  /// - Parameter times: whether times count.
  func listing(_ name: String = ".", times: Bool = true) throws -> String {
    let format = "%y %m \(times ? "%T@ " : "")%l %P\\n"
    let found = try shell(
      """
      cd "$1" || exit
      find . -mindepth 1 -printf "$2" | LC_ALL=C sort
      find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum
      """, name, format)
    guard found.end == .status(0) else { throw SystemError(EIO, found.errorText) }
    return found.text
  }
}
