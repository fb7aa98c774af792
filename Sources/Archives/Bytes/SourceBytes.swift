import Files
import SystemPackage
import Tar

extension ByteSource {
  /// Returns all bytes, from the first one.
  func storedBytes() throws(TarError) -> any StoredBytes {
    guard let file = localFile else { return try SourceBytes(self) }
    _ = try? file.descriptor.seek(offset: 0, from: .start)
    return DescriptorBytes(file.descriptor, after: file.beginning)
  }
}

/// The bytes of an archive that is not in a file, from its beginning to its end.
private final class SourceBytes: StoredBytes {
  private let source: any ByteSource
  private let length: Int64
  private var position: Int64 = 0

  init(_ source: any ByteSource) throws(TarError) {
    self.source = source
    length = try attempt(source.length ?? 0, orThrow: { (error: ReadFailure) in TarError(error) })
  }

  func read(into space: UnsafeMutableRawBufferPointer) throws(TarError) -> Int {
    let end = min(length, position + Int64(space.count))
    guard position < end else { return 0 }
    do throws(ReadFailure) {
      unsafe space.copyBytes(from: try source.wholeBytes(in: position..<end))
    } catch {
      throw TarError(error)
    }
    defer { position = end }
    return Int(end - position)
  }

  func skip(_ count: Int64) -> Int64 {
    let distance = min(count, length - position)
    position += distance
    return distance
  }
}

extension TarError {
  fileprivate init(_ failure: ReadFailure) {
    self.init(.system(errno: failure.errno.rawValue), failure.cause)
  }
}
