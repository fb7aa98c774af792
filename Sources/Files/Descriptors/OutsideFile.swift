import Posts
import SystemPackage

/// A file of the process that is read whole: a list of paths, or of patterns.
package enum OutsideFile {
  /// Reads a file by its name, `-` being standard input.
  ///
  /// - Throws: `StoreError.Code.unreadable`.
  package static func bytes(of name: String) throws(StoreError) -> [UInt8] {
    do throws(Errno) {
      let file = try name == "-" ? OpenFile.standardInput() : OpenFile.open(name)
      var bytes: [UInt8] = []
      let buffer = ReadBuffer()
      while case let count = unsafe try file.read(into: buffer.bytes), count > 0 {
        unsafe bytes.append(contentsOf: buffer.bytes[..<count])
      }
      return bytes
    } catch {
      throw StoreError(error, .open, ArgumentText.bytes(of: name))
    }
  }
}
