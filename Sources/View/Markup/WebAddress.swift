import Posts

/// The address of a link or an image, as a page may have it.
package enum WebAddress: Equatable {
  /// An address on another host, or of a mailbox: `https:`, `http:` or `mailto:`.
  case absolute(String)
  /// An address relative to the post, or to the root of the collection if it begins with `/`.
  case relative(String)

  /// Reads an address as a browser would, and refuses all that it might take for more than a link
  /// (WHATWG URL, 4.4): other schemes, `//host`, and backslashes, which it reads as slashes.
  ///
  /// Bytes that no address may hold are percent-encoded.
  ///
  /// - Parameter written: The address with character references resolved.
  package init?(_ written: some Sequence<UInt8>) {
    let bytes = Array(written).filter { $0 != .tab && $0 != .newline && $0 != .carriageReturn }
    let trimmed = bytes.drop { $0 <= .space }
    let end = trimmed.lastIndex { $0 > .space }.map { $0 + 1 } ?? trimmed.startIndex
    let address = trimmed[..<end]
    let text = Self.encoded(address)
    guard !address.isEmpty, !address.contains(.backslash) else { return nil }
    let before = address.prefix { !Self.endsOfScheme.contains($0) }
    guard before.endIndex < address.endIndex, address[before.endIndex] == .colon else {
      guard !address.starts(with: "//".utf8) else { return nil }
      self = .relative(text)
      return
    }
    let rest = address[(before.endIndex + 1)...]
    switch String(decoding: before.map(\.asciiLowercased), as: UTF8.self) {
    case "http", "https":
      guard rest.starts(with: "//".utf8), rest.count > 2, rest[rest.startIndex + 2] != .slash
      else { return nil }
    case "mailto": guard !rest.isEmpty else { return nil }
    default: return nil
    }
    self = .absolute(text)
  }

  /// The bytes before which a scheme must end.
  private static let endsOfScheme: Set<UInt8> = [.colon, .slash, .hash, UInt8(ascii: "?")]

  private static func encoded(_ address: ArraySlice<UInt8>) -> String {
    var encoded: [UInt8] = []
    for byte in address {
      let isKept = byte > .space && byte < 0x7F && !#""<>\^`{|}"#.utf8.contains(byte)
      if isKept { encoded.append(byte) } else { encoded.appendPercentEncoded(byte) }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}

extension [UInt8] {
  /// Adds a byte as `%` and two hexadecimal digits (RFC 3986, 2.1).
  package mutating func appendPercentEncoded(_ byte: UInt8) {
    let digits = Array("0123456789ABCDEF".utf8)
    self += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
  }
}

/// The place that a page's links and images lead to.
package struct LinkResolver {
  /// The use of an address.
  package enum Use {
    case link, image
  }

  private let resolve: (String, Use) -> String?
  /// Whether pictures on other hosts are loaded; otherwise they are links.
  let loadsRemoteImages: Bool

  /// - Parameter resolve: Returns the address to write for one that is relative to the post, or nil
  ///   if nothing is there; then it is written as the post has it.
  package init(
    loadsRemoteImages: Bool = false, resolve: @escaping (String, Use) -> String? = { _, _ in nil }
  ) {
    self.loadsRemoteImages = loadsRemoteImages
    self.resolve = resolve
  }

  func address(_ address: String, for use: Use) -> String { resolve(address, use) ?? address }

  /// The beginning of the `id` of a heading, which keeps it apart from every other name of a page.
  package static let headingPrefix = "h-"
}
