import CollectionSupport
import Entries
import Glibc
import Posts
import TestSupport
import Testing
import Unpacking

/// Random trees, restored onto trees made from them by random changes.
@Suite struct RestoreRandomTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Packs a random tree, and makes another one from it by random changes.
  ///
  /// - Parameter isSaved: Whether the other tree gets only contents that are in the archive.
  private func prepare(
    _ seed: Int, isSaved: Bool = false
  ) throws -> (wanted: FileTree, before: FileTree) {
    var generator = FixedGenerator(state: UInt64(seed))
    try folder.fillByChance("in", &generator)
    try folder.packEverything()
    try folder.copy("in", as: "out")
    try folder.changeByChance("out", &generator, isSaved: isSaved)
    return (try folder.tree("in"), try folder.tree("out"))
  }

  @Test(arguments: 0..<18)
  func `with force and removal, exactly the tree of the archive is restored`(seed: Int) throws {
    let (wanted, _) = try prepare(seed)
    let restored = try folder.restore {
      $0.deletes = true
      $0.forces = true
      $0.verifies = true
    }
    #expect(restored.isSilent)
    // A `.git` that is not in the archive is left alone.
    let out = try folder.tree("out")
    let git = out.nodes.keys.filter { wanted.nodes[$0] == nil }
    #expect(git.allSatisfy { wanted.leavesOut($0) || out.holdsLeftOut($0, besides: wanted) })
    #expect(out.restricted(to: wanted.nodes.keys).differences(from: wanted) == [])
    let again = try folder.restore { $0.deletes = true }
    #expect(again.isSilent && again.steps == [])
  }

  @Test(arguments: 0..<18)
  func `without removal, paths that are not in the archive stay`(seed: Int) throws {
    let (wanted, before) = try prepare(seed)
    #expect(try folder.restore { $0.forces = true }.isSilent)
    let out = try folder.tree("out")
    #expect(out.restricted(to: wanted.nodes.keys).differences(from: wanted) == [])
    for (path, node) in before.nodes where wanted.nodes[path] == nil && !wanted.blocks(path) {
      #expect(out.nodes[path]?.type == node.type)
      #expect(out.nodes[path]?.mode == node.mode)
      #expect(out.nodes[path]?.content == node.content)
    }
  }

  @Test(arguments: 0..<18)
  func `without force, everything is done, or nothing is and every obstacle is named`(
    seed: Int
  ) throws {
    let isSaved = seed.isMultiple(of: 3)
    let (wanted, before) = try prepare(seed, isSaved: isSaved)
    try folder.copy("out", as: "forced")
    try folder.restore(to: "forced") {
      $0.deletes = true
      $0.forces = true
    }
    let after = try folder.tree("forced")
    let files = Set(wanted.nodes.values.filter { $0.type == S_IFREG }.map(\.content))
    let links = Set(wanted.nodes.values.filter { $0.type == S_IFLNK }.map(\.content))
    let lost = before.nodes.filter { path, node in
      if let now = after.nodes[path], now.type == node.type, now.content == node.content {
        return false
      }
      switch node.type {
      case S_IFREG: return !files.contains(node.content)
      case S_IFLNK: return !links.contains(node.content)
      case S_IFDIR: return false
      default: return true
      }
    }
    if isSaved { #expect(lost.isEmpty) }
    let preview = try folder.restore(previews: true) { $0.deletes = true }
    let restored = try folder.restore { $0.deletes = true }
    for one in [preview, restored] {
      #expect(
        Set(one.refusals)
          == Set(lost.keys.map { Reports.Brief(.refused, String(decoding: $0, as: UTF8.self)) }))
      #expect(one.reports == [])
    }
    let out = try folder.tree("out")
    if lost.isEmpty {
      #expect(out.differences(from: after) == [])
      #expect(restored.steps == preview.steps)
    } else {
      #expect(out.differences(from: before) == [])
      #expect(restored.steps == [])
    }
  }
}

extension FileTree {
  /// Returns whether `path` is named `.git` or is below such an entry, and this tree has no such
  /// `.git`.
  fileprivate func leavesOut(_ path: [UInt8]) -> Bool {
    let components = path.split(separator: 0x2F)
    return components.indices.contains { index in
      components[index].elementsEqual(".git".bytes)
        && nodes[Array(components[...index].joined(separator: [0x2F]))] == nil
    }
  }

  /// Returns whether something below a folder is left out, so that the folder stays.
  fileprivate func holdsLeftOut(_ path: [UInt8], besides wanted: FileTree) -> Bool {
    nodes.keys.contains { $0.starts(with: path + [0x2F]) && wanted.leavesOut($0) }
  }

  /// Returns whether something other than a folder is above `path`.
  fileprivate func blocks(_ path: [UInt8]) -> Bool {
    path.indices.contains { index in
      path[index] == 0x2F && (nodes[Array(path[..<index])].map { $0.type != S_IFDIR } ?? false)
    }
  }
}

extension TemporaryFolder {
  /// Changes a tree at random.
  fileprivate func changeByChance(
    _ root: String, _ generator: inout FixedGenerator, isSaved: Bool
  ) throws {
    let paths = try tree(root).nodes.keys.sorted { $0.lexicographicallyPrecedes($1) }
      .map { root.bytes + [0x2F] + $0 }
    for path in paths where Int.random(in: 0..<4, using: &generator) == 0 {
      // The path may have been removed with its folder.
      guard let type = try? status(path).st_mode & S_IFMT else { continue }
      let other = paths.randomElement(using: &generator) ?? path
      switch Int.random(in: isSaved ? 4..<9 : 0..<9, using: &generator) {
      case 0 where type == S_IFREG: try write(path, "changed by chance".bytes)
      case 4 where type != S_IFLNK: try setMode(path, type == S_IFDIR ? 0o751 : 0o611)
      case 5: try setTime(path, Int.random(in: 0...4_000_000_000, using: &generator))
      case 1:
        try removeWhole(path)
        try makeSymbolicLink(path, to: RandomName.next(&generator))
      case 2:
        try removeWhole(path)
        try fillByChance(path, &generator)
      case 6 where (try? status(other).st_mode).map { $0 & S_IFMT == S_IFREG } ?? false:
        guard other != path, !other.starts(with: path + [0x2F]) else { continue }
        try removeWhole(path)
        try makeHardLink(path, to: other)
      case 7 where (try? status(other).st_mode).map { $0 & S_IFMT == S_IFREG } ?? false:
        // The content of another file, which is not lost.
        guard other != path, !other.starts(with: path + [0x2F]) else { continue }
        let content = try contents(other)
        try removeWhole(path)
        try write(path, content)
      case 3:
        try removeWhole(path)
        try write(path + "-moved".bytes, "moved by chance".bytes)
      case 8: try removeWhole(path)
      default: break
      }
    }
  }

  private func removeWhole(_ name: [UInt8]) throws {
    _ = try Program.run("rm", ["-rf".bytes, "--".bytes, path("").bytes + name])
  }
}
