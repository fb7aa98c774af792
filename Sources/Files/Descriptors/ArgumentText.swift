import Glibc
package import SystemPackage

/// Carries the words of a command line as text, whatever their bytes.
///
/// A path may hold any bytes, but the argument parser wants strings. A byte that is not part of
/// valid UTF-8 is therefore carried as a private-use character, U+10FF80 to U+10FFFF, and turned
/// back into the byte where a word names a path, in the collection or in the file system.
package enum ArgumentText {
  private static let firstCarrier: UInt32 = 0x10FF00
  private static let carriers: ClosedRange<UInt32> = 0x10FF80...0x10FFFF

  /// Returns the text that carries the bytes of a word.
  package static func text(of bytes: [UInt8]) -> String {
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: { carriers.contains($0.value) })
    {
      return text
    }
    var text = String.UnicodeScalarView()
    var rest = bytes[...]
    var parser = Unicode.UTF8.ForwardParser()
    var input = bytes.makeIterator()
    while true {
      switch parser.parseScalar(from: &input) {
      case .emptyInput:
        return String(text)
      case .valid(let encoded):
        let scalar = UTF8.decode(encoded)
        // A carrier in the input is itself carried byte by byte, so that it cannot be mistaken for
        // a carried byte.
        if carriers.contains(scalar.value) {
          text.append(contentsOf: rest.prefix(encoded.count).compactMap(carrier))
        } else {
          text.append(scalar)
        }
        rest = rest.dropFirst(encoded.count)
      case .error(let length):
        text.append(contentsOf: rest.prefix(length).compactMap(carrier))
        rest = rest.dropFirst(length)
      }
    }
  }

  /// Returns the text of a C string: an argument or the value of an environment variable.
  package static func text(of string: UnsafePointer<CChar>) -> String {
    let bytes = unsafe UnsafeRawBufferPointer(start: string, count: strlen(string))
    return unsafe text(of: Array(bytes))
  }

  /// Returns the bytes that a word's text carries.
  package static func bytes(of text: String) -> [UInt8] {
    guard text.unicodeScalars.contains(where: { carriers.contains($0.value) }) else {
      return Array(text.utf8)
    }
    return text.unicodeScalars.flatMap { scalar in
      carriers.contains(scalar.value)
        ? [UInt8(scalar.value - firstCarrier)] : Array(String(scalar).utf8)
    }
  }

  private static func carrier(of byte: UInt8) -> Unicode.Scalar? {
    Unicode.Scalar(firstCarrier + UInt32(byte))
  }
}

extension FilePath {
  /// Creates a path from bytes without NUL, which need not be UTF-8.
  package init(bytes: [UInt8]) {
    unsafe self.init(platformString: bytes.map(CChar.init(bitPattern:)) + [0])
  }
}
