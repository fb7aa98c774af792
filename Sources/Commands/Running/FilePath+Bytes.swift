import SystemPackage

extension FilePath {
  /// Creates a path from any bytes.
  ///
  /// - Parameter bytes: the path, without a NUL byte.
  init(bytes: [UInt8]) {
    unsafe self.init(platformString: bytes.map(CChar.init(bitPattern:)) + [0])
  }
}
