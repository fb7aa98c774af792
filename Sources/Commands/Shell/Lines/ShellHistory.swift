import Files
import Glibc
import Posts
import SystemPackage
import Terminal

/// The lines that have been typed, kept in a file that nobody else can read.
///
/// Lines are only ever appended to the file, so that shells that run side by side lose none of each
/// other's lines.
struct ShellHistory {
  /// The greatest number of lines that are remembered.
  static let maximumLines = 10_000
  /// The greatest number of bytes that are read, from the end of the file.
  private static let maximumBytes: Int64 = 1 << 20

  /// The lines of earlier shells, the newest last.
  let lines: [String]
  private let file: SharedDescriptor

  /// Opens the file, and creates it and its folders if they do not exist.
  ///
  /// - Parameter folder: the folder of the file.
  /// - Throws: the error of the system.
  static func open(in folder: FilePath) throws(Errno) -> ShellHistory {
    do {
      try makeFolders(folder)
      let file = SharedDescriptor(
        owning: try FileDescriptor.open(
          folder.appending("history"), .readWrite,
          options: [.create, .append, .closeOnExec], permissions: .ownerReadWrite))
      // The file may be older than this rule; a device such as /dev/null does not belong to the
      // history.
      if try file.descriptor.stat().type == .regular { _ = fchmod(file.descriptor.rawValue, 0o600) }
      return try ShellHistory(file)
    } catch {
      throw error as? Errno ?? .ioError
    }
  }

  /// Returns `$XDG_STATE_HOME/blogsh`, or else `~/.local/state/blogsh` (XDG Base Directory
  /// Specification); nil if neither is known.
  static func folder(_ environment: Environment) -> FilePath? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return FilePath(bytes: ArgumentText.bytes(of: state)).appending("blogsh")
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return FilePath(bytes: ArgumentText.bytes(of: home)).appending(".local/state/blogsh")
  }

  /// Appends a line, which must not contain a newline.
  func append(_ line: String) {
    // The line is run even if it cannot be kept.
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
    let start = max(0, size - Self.maximumBytes)
    var bytes = [UInt8](repeating: 0, count: Int(size - start))
    let count = unsafe try bytes.withUnsafeMutableBytes {
      unsafe try file.descriptor.read(fromAbsoluteOffset: start, into: $0)
    }
    // What was cut off in the middle of a line is no beginning of the next.
    if bytes[..<count].last ?? UInt8.newline != .newline {
      try file.descriptor.writeAll([UInt8.newline])
    }
    var lines = bytes[..<count].split(separator: .newline)
    // The first may be the end of one.
    if start > 0, !lines.isEmpty { lines.removeFirst() }
    self.lines = lines.compactMap { line in
      // A terminal will show the lines again, so only those are kept that a person can have typed.
      guard let text = String(validating: line, as: UTF8.self), Sanitizer.line(text) == text else {
        return nil
      }
      return text
    }.suffix(Self.maximumLines)
  }
}
