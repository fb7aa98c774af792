/// A request as it came: the method, the target and the header.
package struct Request: Sendable {
  /// A line of a header.
  package struct Field: Equatable, Sendable {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package let method: String
  package let target: String
  package let fields: [Field]

  package init(_ method: String, _ target: String, _ fields: [Field]) {
    self.method = method
    self.target = target
    self.fields = fields
  }

  /// Returns the values of all lines with a name, in any case of its letters.
  func values(of name: String) -> [String] {
    fields.lazy.filter { $0.name.lowercased() == name }.map(\.value)
  }

  /// The request as a line for a log: no byte of it can end the line or steer a terminal, and no
  /// part of it is longer than 200 bytes.
  package var logText: String { "\(Self.harmless(method)) \(Self.harmless(target))" }

  private static let longestPart = 200

  private static func harmless(_ text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if bytes.count >= longestPart { return String(decoding: bytes, as: UTF8.self) + "..." }
      if byte > 0x20, byte < 0x7F {
        bytes.append(byte)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        bytes += Array("%\(digits.utf8.count == 1 ? "0" : "")\(digits)".utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
