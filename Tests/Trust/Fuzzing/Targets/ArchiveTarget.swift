import ArchiveFormat
import Commands
import Entries
import Glibc
import SystemPackage
import Terminal
import TestSupport

/// Takes the input for a whole archive, and runs commands on it.
enum ArchiveTarget {
  static func run(_ input: [UInt8]) throws(Finding) {
    guard let archive = NamelessFile.open(input) else { return }
    let sums = try command(["ls", "-Ra", "--checksum"], of: archive)
    for words in [["ls", "-lRa", "--json"], ["cat", "post/a.md"], ["ls", "-lRat"], ["tree"]] {
      let outcome = try command(words, of: archive, atTerminal: true)
      try require(HostileText.isHarmless(outcome.output), "\(words) prints a control sequence")
    }
    try expectDigest(of: "post/a.md", in: archive, saidBy: sums)
    _ = try command(["verify"], of: archive)
    _ = try command(["snapshots"], of: archive)
  }

  /// Changes frames and their contents, and repairs the index and the seek table.
  static func mutated(
    _ input: [UInt8], upTo greatest: Int, seed: UInt32, by change: FuzzTarget.Change
  ) -> [UInt8] {
    var generator = FixedGenerator(state: UInt64(seed))
    // One time in eight the bytes are changed without regard to frames.
    guard generator.below(8) > 0, var parts = ArchiveParts(input), !parts.list.isEmpty else {
      return change(input, greatest)
    }
    parts.change(by: change, &generator)
    let changed = parts.bytes
    return changed.count <= greatest ? changed : change(input, greatest)
  }

  private struct Outcome {
    let status: Int32
    let output: [UInt8]
  }

  private static func command(
    _ words: [String], of archive: borrowing NamelessFile, atTerminal: Bool = false
  ) throws(Finding) -> Outcome {
    guard let output = NamelessFile.open([]), let errors = NamelessFile.open([]) else {
      return Outcome(status: 0, output: [])
    }
    let environment = Environment(["TERM": "xterm", "PAGER": "", "TZ": "UTC"])
    let console = Console(
      output: Destination(
        output.descriptor, environment: environment, isTerminal: atTerminal, width: 60),
      errors: Destination(errors.descriptor, environment: environment, isTerminal: true),
      environment: environment)
    let command = words[0] == "verify" || words[0] == "snapshots"
    let line = command ? words + [archive.path] : ["-C", archive.path] + words
    let status = Program.run(line, console: console, interrupts: .none)
    try require([0, 1, 2, 3].contains(status), "\(words) ends with \(status)")
    let messages = errors.bytes
    try require(
      HostileText.isHarmless(messages), "\(words) has a control sequence in a message")
    try require(
      status == 0 || !messages.isEmpty, "\(words) ends with \(status) and without a message")
    return Outcome(status: status, output: output.bytes)
  }

  /// Expects the content of a path to have the digest that `ls --checksum` printed, or `cat` to
  /// fail.
  private static func expectDigest(
    of path: String, in archive: borrowing NamelessFile, saidBy sums: Outcome
  ) throws(Finding) {
    guard sums.status == 0,
      let line = String(decoding: sums.output, as: UTF8.self).split(separator: "\n")
        .first(where: { $0.hasSuffix("  " + path) })
    else { return }
    let content = try command(["cat", "--raw", path], of: archive)
    guard content.status == 0 else { return }
    let digest = Digest(of: content.output.span.bytes).hexadecimal
    try require(line.hasPrefix(digest), "the content of \(path) has another digest than listed")
  }
}

extension Interrupts {
  /// Interrupts that never happen.
  fileprivate static var none: Interrupts {
    Interrupts(
      hold: { .never }, release: {}, watchKeyboard: { .never }, forgetKeyboard: { true })
  }
}

/// A file that has no name, only a path below `/proc` as long as it is open.
struct NamelessFile: ~Copyable {
  let descriptor: FileDescriptor

  static func open(_ bytes: [UInt8]) -> NamelessFile? {
    var name = Array("/dev/shm/blogsh-fuzz-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    guard descriptor >= 0 else { return nil }
    unlink(name)
    let file = NamelessFile(descriptor: FileDescriptor(rawValue: descriptor))
    guard (try? file.descriptor.writeAll(bytes)) != nil else { return nil }
    return file
  }

  deinit { try? descriptor.close() }

  var path: String { "/proc/self/fd/\(descriptor.rawValue)" }

  /// The content of the file.
  var bytes: [UInt8] {
    let count = Int(lseek(descriptor.rawValue, 0, SEEK_END))
    return [UInt8](unsafeUninitializedCapacity: max(count, 1)) { buffer, filled in
      filled = max(pread(descriptor.rawValue, buffer.baseAddress, max(count, 0), 0), 0)
    }
  }
}
