import SystemPackage

/// Writes bytes to a file unchanged.
final class PlainOutput: MemberOutput {
  private let descriptor: FileDescriptor

  init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

  func write(_ bytes: UnsafeRawBufferPointer) throws(TarError) {
    do {
      unsafe try descriptor.writeAll(bytes)
    } catch {
      throw TarError(error as? Errno ?? .ioError)
    }
  }
}
