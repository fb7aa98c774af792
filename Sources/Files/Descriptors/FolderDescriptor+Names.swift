public import Glibc
package import SystemPackage

extension FolderDescriptor {
  /// Returns the names in the folder, in no particular order, and whether each is a folder itself.
  package func names() throws(Errno) -> [(name: [UInt8], isFolder: Bool)] {
    let duplicate = try valueOrErrno(fcntl(rawValue, F_DUPFD_CLOEXEC, 0))
    guard let stream = unsafe fdopendir(duplicate) else {
      let error = Errno(rawValue: errno)
      _ = close(duplicate)
      throw error
    }
    defer { _ = unsafe closedir(stream) }
    unsafe rewinddir(stream)
    var names: [(name: [UInt8], isFolder: Bool)] = []
    while true {
      errno = 0
      guard let item = unsafe readdir(stream) else {
        guard errno == 0 else { throw Errno(rawValue: errno) }
        return names
      }
      let name = unsafe bytes(of: item)
      guard name != [UInt8(ascii: ".")], name != Array("..".utf8) else { continue }
      let isFolder =
        switch unsafe Int(item.pointee.d_type) {
        case Int(DT_DIR): true
        case Int(DT_UNKNOWN): (try? status(Name(name)))?.kind == .folder
        default: false
        }
      names.append((name, isFolder))
    }
  }

  /// Whether a name leads to this very file. Another process may have removed or renamed the file.
  package func has(_ file: OpenFile, as name: Name) throws(Errno) -> Bool {
    try statusIfThere(name)?.identity == file.status().identity
  }

  private func bytes(of item: UnsafeMutablePointer<dirent>) -> [UInt8] {
    let offset = MemoryLayout<dirent>.offset(of: \dirent.d_name) ?? 0
    let name = unsafe UnsafeRawPointer(item) + offset
    return unsafe Array(
      UnsafeRawBufferPointer(
        start: name, count: strlen(name.assumingMemoryBound(to: CChar.self))))
  }
}

/// Whether `left` comes before `right` in byte order: by memcmp(3), then by length. It is
/// inlinable, because other targets sort by it.
@inlinable package func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  let order = unsafe left.withUnsafeBytes { left in
    unsafe right.withUnsafeBytes { right in
      let count = min(left.count, right.count)
      guard count > 0, let left = left.baseAddress, let right = right.baseAddress else {
        return CInt(0)
      }
      return unsafe memcmp(left, right, count)
    }
  }
  return order == 0 ? left.count < right.count : order < 0
}
