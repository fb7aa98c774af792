import SystemPackage

extension FilePath {
  /// The path that bytes are, whatever they are.
  ///
  /// - Parameter bytes: Without a zero byte.
  init(bytes: [UInt8]) {
    unsafe self.init(platformString: bytes.map(CChar.init(bitPattern:)) + [0])
  }
}
