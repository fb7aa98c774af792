import Glibc

/// The working directory of the process.
enum ProcessFolder {
  /// Its absolute path; nil if it no longer has one (getcwd(3)).
  static var name: [UInt8]? {
    guard let name = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(name) }
    return unsafe Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }
}
