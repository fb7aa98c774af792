import Glibc
package import TestSupport

/// The content of a folder, found by a walk of its own, to compare with another.
package struct FileTree: Equatable {
  package struct Node: Equatable {
    package var type: UInt32
    package var mode: UInt32
    package var modified: Int?
    /// The bytes of a file, or the target of a symbolic link.
    package var content: [UInt8] = []
    /// The first path of the same file.
    package var firstName: [UInt8] = []
  }

  package private(set) var nodes: [[UInt8]: Node] = [:]

  /// Walks through a folder, which is not part of the tree itself.
  ///
  /// - Parameter times: Whether the tree includes modification times.
  package init(of folder: TemporaryFolder, _ name: String, times: Bool = true) throws {
    var firstNames: [UInt: [UInt8]] = [:]
    var waiting: [[UInt8]] = [[]]
    while let next = waiting.popLast() {
      for child in try folder.names(name.bytes + [0x2F] + next) {
        let path = next + (next.isEmpty ? [] : [0x2F]) + child
        let whole = name.bytes + [0x2F] + path
        let status = try folder.status(whole)
        let type = status.st_mode & S_IFMT
        var node = Node(
          type: type, mode: status.st_mode & 0o7777,
          modified: times ? status.st_mtim.tv_sec : nil)
        switch type {
        case S_IFDIR: waiting.append(path)
        case S_IFLNK: node.content = folder.linkTarget(whole) ?? []
        case S_IFREG: node.content = try folder.contents(whole)
        default: break
        }
        nodes[path] = node
        if type == S_IFREG {
          let first = firstNames[status.st_ino] ?? path
          firstNames[status.st_ino] = first.lexicographicallyPrecedes(path) ? first : path
        }
      }
    }
    for (path, node) in nodes where node.type == S_IFREG {
      let status = try folder.status(name.bytes + [0x2F] + path)
      nodes[path]?.firstName = firstNames[status.st_ino] ?? []
    }
  }

  /// Returns descriptions of all differences, for a test that fails.
  package func differences(from other: FileTree) -> [String] {
    Set(nodes.keys).union(other.nodes.keys).compactMap { path in
      let (one, two) = (nodes[path], other.nodes[path])
      guard one != two else { return nil }
      let name = String(decoding: path, as: UTF8.self)
      return "\(name): \(Self.briefly(one)) / \(Self.briefly(two))"
    }
  }

  private static func briefly(_ node: Node?) -> String {
    guard let node else { return "nothing" }
    let mode = String(node.type | node.mode, radix: 8)
    let first = String(decoding: node.firstName, as: UTF8.self)
    let modified = node.modified.map(String.init) ?? "-"
    return "\(mode) \(modified) \(node.content.count) bytes, as \(first)"
  }
}

extension FileTree {
  /// Returns the part of the tree at some paths; hard links are those among these paths.
  package func restricted(to paths: some Sequence<[UInt8]>) -> FileTree {
    var tree = self
    let paths = Set(paths)
    tree.nodes = nodes.filter { paths.contains($0.key) }
    let names = Dictionary(grouping: tree.nodes.keys.filter { !(nodes[$0]!.firstName.isEmpty) }) {
      nodes[$0]!.firstName
    }
    for group in names.values {
      let first = group.min { $0.lexicographicallyPrecedes($1) }!
      for path in group { tree.nodes[path]?.firstName = first }
    }
    return tree
  }
}
