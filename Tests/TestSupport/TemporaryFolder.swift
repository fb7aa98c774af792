package import Glibc
import Synchronization
import SystemPackage

/// A folder for one test, which is removed with its last reference, or at the end of the process.
///
/// Names are relative to the folder. They are bytes, since those of a test need not be UTF-8.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    var template = Array("\(Program.temporaryFiles)/blogsh-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw Errno(rawValue: errno) }
    let path = String(cString: made)
    self.path = path
    _ = Self.removeLeftovers
    Self.there.withLock { _ = $0.insert(path) }
    // Other users may look in, whichever user runs the tests.
    chmod(path, 0o755)
  }

  /// The folders that exist: one that a constant refers to is never released.
  private static let there = Mutex<Set<String>>([])

  private static let removeLeftovers: Void = {
    atexit {
      let left = TemporaryFolder.there.withLock { Array($0) }
      if !left.isEmpty { _ = try? Program.run("rm", ["-rf"] + left) }
    }
  }()

  deinit {
    // A folder without write permission cannot be emptied.
    if getuid() != 0 { _ = try? Program.run("chmod", "-R", "u+rwX", path) }
    _ = try? Program.run("rm", "-rf", path)
    Self.there.withLock { _ = $0.remove(path) }
  }

  /// Returns the path of something in the folder.
  package func path(_ name: String) -> String { "\(path)/\(name)" }

  package func write(
    _ name: String, _ content: String = "", mode: mode_t = 0o644, modified: Int? = nil
  ) throws {
    try write(name.bytes, content.bytes, mode: mode, modified: modified)
  }

  package func write(
    _ name: String, _ content: some Sequence<UInt8>, mode: mode_t = 0o644, modified: Int? = nil
  ) throws {
    try write(name.bytes, Array(content), mode: mode, modified: modified)
  }

  /// Writes a file, and makes the missing folders above it.
  ///
  /// - Parameter modified: The time of change and of access, in seconds since 1970.
  package func write(
    _ name: [UInt8], _ content: [UInt8], mode: mode_t = 0o644, modified: Int? = nil
  ) throws {
    if let slash = name.lastIndex(of: 0x2F) { try makeFolders(Array(name[..<slash])) }
    let descriptor = try call(name) { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) }
    let file = FileDescriptor(rawValue: descriptor)
    defer { try? file.close() }
    try file.writeAll(content)
    guard fchmod(descriptor, mode) == 0 else { throw Errno(rawValue: errno) }
    if let modified { try setTime(name, modified) }
  }

  package func makeFolder(_ name: String, mode: mode_t = 0o755, modified: Int? = nil) throws {
    try makeFolder(name.bytes, mode: mode, modified: modified)
  }

  /// Makes a folder, and the missing folders above it.
  package func makeFolder(_ name: [UInt8], mode: mode_t = 0o755, modified: Int? = nil) throws {
    try makeFolders(name)
    try setMode(name, mode)
    if let modified { try setTime(name, modified) }
  }

  private func makeFolders(_ name: [UInt8]) throws {
    for end in name.indices where name[end] == 0x2F { try makeOneFolder(Array(name[..<end])) }
    try makeOneFolder(name)
  }

  private func makeOneFolder(_ name: [UInt8]) throws {
    do { try call(name) { mkdir($0, 0o755) } } catch Errno.fileExists {}
  }

  package func makeSymbolicLink(_ name: String, to target: String) throws {
    try makeSymbolicLink(name.bytes, to: target.bytes)
  }

  package func makeSymbolicLink(_ name: [UInt8], to target: [UInt8]) throws {
    _ = try withCString(target) { target in try call(name) { symlink(target, $0) } }
  }

  /// Makes `name` a hard link to `other`, both in this folder.
  package func makeHardLink(_ name: String, to other: String) throws {
    try makeHardLink(name.bytes, to: other.bytes)
  }

  package func makeHardLink(_ name: [UInt8], to other: [UInt8]) throws {
    _ = try withCString(absolute(other)) { other in try call(name) { link(other, $0) } }
  }

  package func makeFIFO(_ name: String) throws {
    try call(name.bytes) { mkfifo($0, 0o644) }
  }

  package func remove(_ name: String) throws { try call(name.bytes) { unlink($0) } }

  package func setMode(_ name: [UInt8], _ mode: mode_t) throws {
    try call(name) { chmod($0, mode) }
  }

  /// Sets the times of change and of access; for a symbolic link, those of the link itself.
  package func setTime(_ name: String, _ seconds: Int, accessed: Int? = nil) throws {
    try setTime(name.bytes, seconds, accessed: accessed)
  }

  package func setTime(_ name: [UInt8], _ seconds: Int, accessed: Int? = nil) throws {
    let times = [
      timespec(tv_sec: accessed ?? seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0),
    ]
    try call(name) { utimensat(AT_FDCWD, $0, times, AT_SYMLINK_NOFOLLOW) }
  }

  package func content(_ name: String) throws -> String {
    String(decoding: try contents(name.bytes), as: UTF8.self)
  }

  package func contents(_ name: String) throws -> [UInt8] { try contents(name.bytes) }

  package func contents(_ name: [UInt8]) throws -> [UInt8] {
    let file = FileDescriptor(rawValue: try call(name) { open($0, O_RDONLY | O_CLOEXEC) })
    defer { try? file.close() }
    return try Program.contents(of: file)
  }

  /// Returns the result of lstat(2).
  package func status(_ name: String) throws -> stat { try status(name.bytes) }

  package func status(_ name: [UInt8]) throws -> stat {
    var status = stat()
    try call(name) { lstat($0, &status) }
    return status
  }

  package func permissions(_ name: String) throws -> UInt16 {
    UInt16(try status(name).st_mode & 0o7777)
  }

  package func modified(_ name: String) throws -> Int { try status(name).st_mtim.tv_sec }

  package func inode(_ name: String) throws -> UInt { UInt(try status(name).st_ino) }

  /// Returns the target of a symbolic link; nil if `name` is not one.
  package func linkTarget(_ name: [UInt8]) -> [UInt8]? {
    var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = try? withCString(absolute(name)) { name in
      target.withUnsafeMutableBytes { target in
        readlink(name, target.assumingMemoryBound(to: CChar.self).baseAddress!, target.count)
      }
    }
    guard let count, count >= 0 else { return nil }
    return Array(target[..<count])
  }

  package func exists(_ name: String) -> Bool { (try? status(name)) != nil }

  /// Returns the names in a folder, sorted by bytes, with hidden ones.
  package func names(_ folder: [UInt8]) throws -> [[UInt8]] {
    guard let stream = try withCString(absolute(folder), { opendir($0) }) else {
      throw Errno(rawValue: errno)
    }
    defer { closedir(stream) }
    var names: [[UInt8]] = []
    while let item = readdir(stream) {
      let name = withUnsafeBytes(of: &item.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != ".".bytes, name != "..".bytes { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Returns the names in the folder itself or one in it, as text.
  package func names(_ folder: String = "") throws -> [String] {
    try names(folder.bytes).map { String(decoding: $0, as: UTF8.self) }
  }

  private func absolute(_ name: [UInt8]) -> [UInt8] { path.bytes + [0x2F] + name }

  @discardableResult
  private func call(_ name: [UInt8], _ body: (UnsafePointer<CChar>) -> CInt) throws -> CInt {
    let result = try withCString(absolute(name), body)
    guard result != -1 else { throw Errno(rawValue: errno) }
    return result
  }

  private func withCString<Result>(
    _ bytes: [UInt8], _ body: (UnsafePointer<CChar>) throws -> Result
  ) throws -> Result {
    try (bytes + [0]).withUnsafeBytes {
      try body($0.assumingMemoryBound(to: CChar.self).baseAddress!)
    }
  }
}
