import Posts

/// The meaning of a request's target (RFC 9112, section 3.2).
struct RequestTarget: Equatable {
  enum Fault: Error {
    /// It is not an address that a browser sends.
    case malformed
  }

  /// The host that it names; nil if it begins with the path.
  let host: String?
  /// The path, decoded once.
  let path: Path
  /// Whether it ends in `/`, as the address of a folder does.
  let isFolder: Bool

  /// Reads a target strictly: each form that another program may read in another way is refused.
  ///
  /// A path has no empty part and none that is `.` or `..`, encoded or not; no NUL and no `/` in a
  /// name; no `\`, which browsers take for `/`; no byte but printable ones of ASCII.
  init(_ text: String) throws(Fault) {
    var rest = Array(text.utf8)[...]
    guard rest.allSatisfy({ 0x21...0x7E ~= $0 && $0 != .backslash && $0 != .hash }) else {
      throw .malformed
    }
    var host: String?
    if rest.first != .slash {
      let scheme = ["http://", "https://"].first { text.lowercased().hasPrefix($0) }
      guard let scheme else { throw .malformed }
      rest = rest.dropFirst(scheme.utf8.count)
      let name = rest.prefix { $0 != .slash && $0 != UInt8(ascii: "?") }
      host = String(decoding: name, as: UTF8.self)
      rest = rest.dropFirst(name.count)
    }
    let path = rest.prefix { $0 != UInt8(ascii: "?") }.dropFirst()
    var parts = path.split(separator: .slash, omittingEmptySubsequences: false)
    isFolder = parts.last?.isEmpty ?? true
    if isFolder { _ = parts.popLast() }
    var components: [[UInt8]] = []
    for part in parts { components.append(try Self.name(part)) }
    self.host = host
    self.path = Path(uncheckedBytes: Array(components.joined(separator: [.slash])))
  }

  /// Returns the name that a part of a path means.
  private static func name(_ part: ArraySlice<UInt8>) throws(Fault) -> [UInt8] {
    var name: [UInt8] = []
    var rest = part
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        name.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, digits.utf8.first != UInt8(ascii: "+"),
        digits.utf8.first != .dash, let value = UInt8(digits, radix: 16)
      else { throw .malformed }
      name.append(value)
      rest = rest.dropFirst(2)
    }
    guard !name.isEmpty, !name.contains(0), !name.contains(.slash), name != [.dot],
      name != [.dot, .dot]
    else { throw .malformed }
    return name
  }
}
