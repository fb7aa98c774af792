import Posts

/// An entry directly in a folder of a collection, by its name there.
package struct Child: Hashable, Sendable {
  /// The name, which is one component of a path.
  package let name: [UInt8]
  package let isFolder: Bool

  package init(name: [UInt8], isFolder: Bool) {
    self.name = name
    self.isFolder = isFolder
  }

  /// Makes the child of a folder from an entry below it: the entry itself, or the folder that it is
  /// in.
  init(_ entry: Entry, below folder: Path) {
    let rest = entry.path.bytes.dropFirst(folder.isRoot ? 0 : folder.bytes.count + 1)
    let end = rest.firstIndex(of: UInt8(ascii: "/"))
    name = Array(rest[..<(end ?? rest.endIndex)])
    isFolder = end != nil || entry.isFolder
  }
}

extension Array {
  /// Returns at most `limit` elements: the first ones and, in place of all others, the last.
  func firstAndLast(_ limit: Int) -> [Element] {
    count <= limit || limit < 1 ? Array(prefix(limit)) : prefix(limit - 1) + suffix(1)
  }
}
