package import Files
package import SystemPackage

/// The bytes of an archive, wherever they are.
///
/// Every reader of an archive gets its bytes from here. An archive that is not in a file needs a
/// conformer with `length` and `bytes(in:)`; the other members have defaults. A conformer
///
/// - answers on several threads at once;
/// - gives bytes of one state only, and throws if they are no longer those that `length` counted,
///   because rows of one state do not fit frames of another;
/// - throws if it cannot get bytes, and returns nil only for bytes that do not exist.
package protocol ByteSource: AnyObject, Sendable {
  /// The number of bytes; nil for bytes that can be read only once, such as those of a pipe. Such a
  /// source must have a `localFile`, and nothing else is asked of it.
  var length: Int64? { get throws(ReadFailure) }

  /// When the bytes were last changed, in whole seconds since 1970; nil if nothing says so.
  var modified: Int64? { get }

  /// Reads several ranges. A caller asks for ranges together if none depends on the bytes of
  /// another, so that a conformer can get them at once.
  ///
  /// - Parameter ranges: The ranges, in any order. Each lies within the length of the source,
  ///   because memory is reserved for it.
  /// - Returns: The bytes of each range; nil if the source ends before the range does.
  func bytes(in ranges: [Range<Int64>]) throws(ReadFailure) -> [[UInt8]?]

  /// Reads one range, as `bytes(in:)` reads several.
  ///
  /// - Returns: nil if the source ends before the range does.
  func bytes(in range: Range<Int64>) throws(ReadFailure) -> [UInt8]?

  /// Returns whether the name under which this source was opened now leads to other bytes.
  ///
  /// - Parameter known: The length that the source had before; nil if that is unknown.
  func isOutdated(under name: String, length known: Int64?) -> Bool

  /// The local file that has the bytes; nil for bytes that are elsewhere. With a file, a pipe can
  /// be read, a copy can share blocks with the file, and the program does not overwrite the file
  /// while it reads it.
  var localFile: OpenFile? { get }
}

extension ByteSource {
  package var modified: Int64? { nil }

  package func isOutdated(under name: String, length known: Int64?) -> Bool { false }

  package var localFile: OpenFile? { nil }

  /// The identity of the local file, whatever its name is; nil for bytes that are elsewhere.
  package var identity: FileStatus.Identity? { try? localFile?.status().identity }

  package func bytes(in range: Range<Int64>) throws(ReadFailure) -> [UInt8]? {
    try bytes(in: [range])[0]
  }

  /// Reads one range; throws if the source ends before the range does.
  package func wholeBytes(in range: Range<Int64>) throws(ReadFailure) -> [UInt8] {
    guard let bytes = try bytes(in: range) else { throw .tooShort }
    return bytes
  }
}

/// The reason why bytes cannot be read.
package struct ReadFailure: Error, Equatable, Sendable {
  /// The error of the system, or the one that comes closest.
  package let errno: Errno
  /// The reason in words.
  package let cause: String

  package init(_ errno: Errno, cause: String? = nil) {
    self.errno = errno
    self.cause = cause ?? errno.description
  }

  /// The error for a source with fewer bytes than before.
  package static let tooShort = ReadFailure(.ioError)
}

/// A file that another program rewrites in place is not noticed here; the digests of what is read
/// show it.
extension OpenFile: ByteSource {
  package var length: Int64? {
    get throws(ReadFailure) {
      let status = try attempt(status(), orThrow: { (error: Errno) in ReadFailure(error) })
      return status.kind == .file ? status.size : nil
    }
  }

  package var modified: Int64? { try? status().modified }

  package func bytes(in ranges: [Range<Int64>]) throws(ReadFailure) -> [[UInt8]?] {
    try ranges.map { (range) throws(ReadFailure) in try bytes(in: range) }
  }

  package func bytes(in range: Range<Int64>) throws(ReadFailure) -> [UInt8]? {
    let bytes = try attempt(
      bytes(from: range.lowerBound, upTo: Int(range.count)),
      orThrow: { (error: Errno) in ReadFailure(error) })
    return bytes.count == Int(range.count) ? bytes : nil
  }

  package func isOutdated(under name: String, length known: Int64?) -> Bool {
    guard let now = try? FileStatus.ofFile(named: name), now.kind == .file, let identity else {
      return false
    }
    return now.identity != identity || known.map { $0 != now.size } ?? false
  }

  package var localFile: OpenFile? { self }
}
