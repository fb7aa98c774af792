import Files
import Glibc
import SystemPackage
import Terminal

/// The lines that have been typed, kept in a file that nobody else may read.
///
/// The file is only ever added to, so that shells side by side lose nothing of each other's.
struct ShellHistory {
  /// How many lines are remembered.
  static let mostLines = 10_000
  /// How much of the end of the file is read, in bytes.
  private static let mostBytes: Int64 = 1 << 20

  /// The lines of earlier shells, the newest last.
  let lines: [String]
  private let file: SharedDescriptor

  /// Opens the file, and makes it and its folders where they are not there.
  ///
  /// - Parameter folder: where it is to stand.
  /// - Throws: the system's reason.
  static func open(in folder: FilePath) throws(Errno) -> ShellHistory {
    do {
      try makeFolders(folder)
      let file = SharedDescriptor(
        owning: try FileDescriptor.open(
          folder.appending("history"), .readWrite,
          options: [.create, .append, .closeOnExec], permissions: .ownerReadWrite))
      // A file may be older than this rule; a device, as /dev/null, is not the history's own.
      if try file.descriptor.stat().type == .regular { _ = fchmod(file.descriptor.rawValue, 0o600) }
      return try ShellHistory(file)
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// `$XDG_STATE_HOME/blogsh`, else `~/.local/state/blogsh` (XDG Base Directory Specification); nil where
  /// neither is known.
  static func folder(_ environment: Environment) -> FilePath? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return FilePath(bytes: ArgumentText.bytes(of: state)).appending("blogsh")
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return FilePath(bytes: ArgumentText.bytes(of: home)).appending(".local/state/blogsh")
  }

  /// Adds a line, which holds no newline.
  func append(_ line: String) {
    // What was typed counts; that it cannot be kept is no reason to stop.
    _ = try? file.descriptor.writeAll(Array("\(line)\n".utf8))
  }

  private static func makeFolders(_ folder: FilePath) throws(Errno) {
    if unsafe folder.withPlatformString({ unsafe mkdir($0, 0o700) }) == 0 || errno == EEXIST {
      return
    }
    guard errno == ENOENT, folder.components.count > 1 else { throw Errno(rawValue: errno) }
    try makeFolders(folder.removingLastComponent())
    guard unsafe folder.withPlatformString({ unsafe mkdir($0, 0o700) }) == 0 || errno == EEXIST
    else { throw Errno(rawValue: errno) }
  }

  private init(_ file: SharedDescriptor) throws {
    self.file = file
    let size = try file.descriptor.seek(offset: 0, from: .end)
    let start = max(0, size - Self.mostBytes)
    var bytes = [UInt8](repeating: 0, count: Int(size - start))
    let count = unsafe try bytes.withUnsafeMutableBytes {
      unsafe try file.descriptor.read(fromAbsoluteOffset: start, into: $0)
    }
    // What was cut off in the middle of a line is no beginning of the next.
    if bytes[..<count].last ?? ASCII.newline != ASCII.newline {
      try file.descriptor.writeAll([ASCII.newline])
    }
    var lines = bytes[..<count].split(separator: ASCII.newline)
    // The first may be the end of one.
    if start > 0, !lines.isEmpty { lines.removeFirst() }
    self.lines = lines.compactMap { line in
      // A terminal will show them again: only what a person can have typed.
      guard let text = String(validating: line, as: UTF8.self), Sanitizer.line(text) == text else {
        return nil
      }
      return text
    }.suffix(Self.mostLines)
  }
}
