/// The hosts whose names a request may carry, so that a page of another site, whose name leads to
/// this machine, cannot read the posts (DNS rebinding).
package struct HostRule: Sendable {
  private let names: Set<String>

  /// - Parameter names: The names besides those of this machine itself, without ports.
  package init(names: [String] = []) {
    self.names = Set(["localhost", "127.0.0.1", "[::1]"] + names.map { $0.lowercased() })
  }

  /// Returns whether a request may name a host, with or without a port.
  func allows(_ host: String) -> Bool {
    let text = host.lowercased()
    let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : nil
    let nameEnd = end ?? text.firstIndex(of: ":") ?? text.endIndex
    var name = text[..<nameEnd]
    let port = text[nameEnd...]
    guard port.isEmpty || port.first == ":", port.utf8.count <= 6,
      port.dropFirst().utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else { return false }
    // A dot at the end means the same name, from the root of all names.
    if name.last == ".", name.utf8.count > 1 { name.removeLast() }
    return names.contains(String(name))
  }
}
