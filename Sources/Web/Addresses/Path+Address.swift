package import Posts
import View

extension Path {
  /// The path as it is written in an address: all bytes but letters, digits and `-._~` are
  /// percent-encoded, so that no name can mean anything but itself (RFC 3986, 2.3).
  package var address: String { Self.address(of: components) }

  /// Returns the address of another file, relative to this one.
  ///
  /// The first component of it never looks like a scheme, since `:` is encoded.
  package func address(to other: Path) -> String {
    let from = components.dropLast()
    let to = other.components
    let shared = zip(from, to.dropLast()).prefix { $0.0.elementsEqual($0.1) }.count
    return String(repeating: "../", count: from.count - shared)
      + Self.address(of: to.dropFirst(shared))
  }

  private static func address(of components: some Sequence<ArraySlice<UInt8>>) -> String {
    var encoded: [UInt8] = []
    for component in components {
      if !encoded.isEmpty { encoded.append(.slash) }
      for byte in component {
        let isPlain = byte.isLetter || byte.isDigit || "-._~".utf8.contains(byte)
        if isPlain { encoded.append(byte) } else { encoded.appendPercentEncoded(byte) }
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Creates the path that an address written in a post means.
  ///
  /// - Parameters:
  ///   - address: Percent-encoded, without query and fragment; from the root if it begins with `/`.
  ///   - folder: The folder that it is relative to.
  /// - Returns: Nil if it leaves the root, or holds a byte that no path does.
  init?(address: some StringProtocol, in folder: Path) {
    let isFromRoot = address.utf8.first == .slash
    var components = isFromRoot ? [] : folder.components.map { Array($0) }
    for part in Array(address.utf8).split(separator: .slash) {
      let decoded = Self.decoded(part)
      if decoded.elementsEqual(".".utf8) { continue }
      if decoded.elementsEqual("..".utf8) {
        guard components.popLast() != nil else { return nil }
        continue
      }
      // An encoded slash is a part of a name, and no name has one.
      guard !decoded.isEmpty, !decoded.contains(0), !decoded.contains(.slash) else { return nil }
      components.append(decoded)
    }
    self.init(uncheckedBytes: Array(components.joined(separator: [.slash])))
  }

  /// Returns bytes with each `%` and two hexadecimal digits decoded once.
  private static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.endIndex,
        let value = UInt8(
          String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
      {
        decoded.append(value)
        index += 3
      } else {
        decoded.append(bytes[index])
        index += 1
      }
    }
    return decoded
  }
}
