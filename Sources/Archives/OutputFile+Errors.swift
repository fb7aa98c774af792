package import Entries
package import Files
import SystemPackage

extension OutputFile {
  /// Creates the file, as `create(_:lock:)` does.
  ///
  /// - Throws: `StoreError.Code.unwritable`; `.refused` if another process is writing it.
  package static func create(
    writing path: String, lock: WriterLock? = nil
  ) throws(StoreError) -> OutputFile {
    try attempt(
      create(path, lock: lock), orThrow: { (error: Failure) in StoreError(error, writing: path) })
  }

  /// Gives the file its final name, as `commit(ifChanged:dated:)` does.
  ///
  /// - Throws: `StoreError.Code.unwritable`.
  @discardableResult package consuming func commit(
    writing path: String, ifChanged: Bool = false, dated date: Date = .finished
  ) throws(StoreError) -> Bool {
    do throws(Failure) {
      return try commit(ifChanged: ifChanged, dated: date)
    } catch {
      throw StoreError(error, writing: path)
    }
  }

  /// Writes a whole file.
  ///
  /// - Throws: as `create(writing:lock:)` does.
  package static func write(_ bytes: [UInt8], writing path: String) throws(StoreError) {
    try attempt(
      write(bytes, to: path), orThrow: { (error: Failure) in StoreError(error, writing: path) })
  }
}

extension OutsideFile {
  /// Returns the bytes of a file; the name `-` is standard input.
  ///
  /// - Throws: `StoreError.Code.unreadable`.
  package static func bytes(reading name: String) throws(StoreError) -> [UInt8] {
    try attempt(
      bytes(of: name),
      orThrow: { (error: Errno) in StoreError(error, .open, ArgumentText.bytes(of: name)) })
  }
}
