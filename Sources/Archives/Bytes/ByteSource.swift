package import Files
package import SystemPackage

/// The bytes of an archive, wherever they are.
///
/// All that reads an archive asks this alone: an archive that is not in a file is one more
/// conformer, which answers `length` and `bytes(in:)`; the other answers have defaults. A conformer
///
/// - answers on several threads at once;
/// - gives bytes of one state only: where they are no longer those that `length` counted, it
///   throws, because rows of one state do not fit frames of another;
/// - throws for what it cannot get, and returns nil only for what is not there.
package protocol ByteSource: AnyObject, Sendable {
  /// The number of bytes; nil for bytes that can be read only once, as those of a pipe, which must
  /// have a `localFile`, and from which nothing else is asked.
  var length: Int64? { get throws(ReadFailure) }

  /// When the bytes were last changed, in whole seconds since 1970; nil if nothing says so.
  var modified: Int64? { get }

  /// Reads several ranges. They are asked for together where none depends on the bytes of another,
  /// so that a conformer may get them at once.
  ///
  /// - Parameter ranges: In any order, each within what the source is known to hold, because memory
  ///   is reserved for it.
  /// - Returns: For each range its bytes; nil if the source ends before the range does.
  func bytes(in ranges: [Range<Int64>]) throws(ReadFailure) -> [[UInt8]?]

  /// Reads one range, as `bytes(in:)` reads several.
  ///
  /// - Returns: nil if the source ends before the range does.
  func bytes(in range: Range<Int64>) throws(ReadFailure) -> [UInt8]?

  /// Returns whether a name, by which this source was opened, leads to other bytes by now.
  ///
  /// - Parameter known: The length that is known of it, if there is one.
  func isOutdated(under name: String, length known: Int64?) -> Bool

  /// The file of this machine that has the bytes; nil for bytes that are elsewhere. With it the
  /// system helps: a file is read on from its position, shares its blocks with a copy, and is not
  /// overwritten while it is read.
  var localFile: OpenFile? { get }
}

extension ByteSource {
  package var modified: Int64? { nil }

  package func isOutdated(under name: String, length known: Int64?) -> Bool { false }

  package var localFile: OpenFile? { nil }

  /// The file of this machine that has the bytes, by whatever name; nil for bytes elsewhere.
  package var identity: FileStatus.Identity? { try? localFile?.status().identity }

  package func bytes(in range: Range<Int64>) throws(ReadFailure) -> [UInt8]? {
    try bytes(in: [range])[0]
  }

  /// Reads one range, which the source must hold.
  package func wholeBytes(in range: Range<Int64>) throws(ReadFailure) -> [UInt8] {
    guard let bytes = try bytes(in: range) else { throw .tooShort }
    return bytes
  }
}

/// The reason why bytes cannot be read.
package struct ReadFailure: Error, Equatable, Sendable {
  /// The error of the system that it is, or comes closest to.
  package let errno: Errno
  /// The reason in words.
  package let cause: String

  package init(_ errno: Errno, cause: String? = nil) {
    self.errno = errno
    self.cause = cause ?? errno.description
  }

  /// There are fewer bytes than there were.
  static let tooShort = ReadFailure(.ioError)
}

extension OpenFile: ByteSource {
  package var length: Int64? {
    get throws(ReadFailure) {
      do throws(Errno) {
        let status = try status()
        return status.kind == .file ? status.size : nil
      } catch {
        throw ReadFailure(error)
      }
    }
  }

  package var modified: Int64? { try? status().modified }

  package func bytes(in ranges: [Range<Int64>]) throws(ReadFailure) -> [[UInt8]?] {
    try ranges.map { (range) throws(ReadFailure) in try bytes(in: range) }
  }

  package func bytes(in range: Range<Int64>) throws(ReadFailure) -> [UInt8]? {
    do throws(Errno) {
      let bytes = try bytes(from: range.lowerBound, upTo: Int(range.count))
      return bytes.count == Int(range.count) ? bytes : nil
    } catch {
      throw ReadFailure(error)
    }
  }

  package func isOutdated(under name: String, length known: Int64?) -> Bool {
    guard let now = try? FileStatus.ofFile(named: name), now.kind == .file, let identity else {
      return false
    }
    return now.identity != identity || known.map { $0 != now.size } ?? false
  }

  package var localFile: OpenFile? { self }
}
