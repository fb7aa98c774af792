import Glibc

/// The folder that the process works in.
enum ProcessFolder {
  /// Its name from the root on; nil where it has none any more. (getcwd(3))
  static var name: [UInt8]? {
    guard let name = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(name) }
    return unsafe Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }
}
