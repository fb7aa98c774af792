package import SystemPackage

/// A file outside the collection that is read whole: a list of paths or of patterns.
package enum OutsideFile {
  /// Returns the bytes of a file; the name `-` is standard input.
  package static func bytes(of name: String) throws(Errno) -> [UInt8] {
    let file = try name == "-" ? OpenFile.standardInput() : OpenFile.open(name)
    var bytes: [UInt8] = []
    let buffer = ReadBuffer()
    while case let count = unsafe try file.read(into: buffer.bytes), count > 0 {
      unsafe bytes.append(contentsOf: buffer.bytes[..<count])
    }
    return bytes
  }
}
