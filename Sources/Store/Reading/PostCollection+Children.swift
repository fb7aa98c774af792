import ArchiveFormat
import Archives
package import Entries
import Files
package import Posts
import SystemPackage

/// An entry directly in a folder of a collection, by its name there.
package struct Child: Hashable, Sendable {
  /// The name, which is one component of a path.
  package let name: [UInt8]
  package let isFolder: Bool

  package init(name: [UInt8], isFolder: Bool) {
    self.name = name
    self.isFolder = isFolder
  }
}

extension PostCollection {
  /// Lists the entries directly in a folder, in the order of their names' bytes. Of an index, only
  /// the blocks that are needed for them are read.
  ///
  /// - Parameters:
  ///   - folder: if it does not exist or is not a folder, the list is empty. Links are not
  ///     followed.
  ///   - beginning: the bytes with which the names begin.
  ///   - limit: the most entries to return: the first ones and, in place of all others, the last.
  ///     These show what all names begin with.
  /// - Throws: `StoreError` if the collection cannot be read.
  package func children(
    of folder: Path, beginningWith beginning: [UInt8] = [], limit: Int = .max,
    interruption: Interruption = .never
  ) throws(StoreError) -> [Child] {
    // A name holds neither.
    guard !beginning.contains(0), !beginning.contains(.slash) else { return [] }
    switch source {
    case .folder(let root):
      return try Self.children(of: folder, in: root, beginningWith: beginning, limit: limit)
    case .indexed(let index):
      return try usingIndex(Self.passOver) { () throws(StoreError) in
        try Self.children(
          of: folder, in: index, beginningWith: beginning, limit: limit,
          interruption: interruption)
      } orScanning: { (file) throws(StoreError) in
        try scannedChildren(
          of: folder, in: file, beginningWith: beginning, limit: limit, interruption: interruption)
      }
    case .archive(let file):
      return try scannedChildren(
        of: folder, in: file, beginningWith: beginning, limit: limit, interruption: interruption)
    }
  }

  /// Reports nothing. Such a question may be asked at every key that is typed, and must not print
  /// anything.
  static func passOver(_: StoreError) {}

  private static func children(
    of folder: Path, in root: FolderDescriptor, beginningWith beginning: [UInt8], limit: Int
  ) throws(StoreError) -> [Child] {
    do throws(Errno) {
      let names = try root.folder(at: folder).names()
      return names.filter { $0.name.starts(with: beginning) }
        .map { Child(name: $0.name, isFolder: $0.isFolder) }
        .sorted { precedes($0.name, $1.name) }
        .firstAndLast(limit)
    } catch .noSuchFileOrDirectory, .notDirectory {
      return []
    } catch {
      throw StoreError(error, .list, folder.bytes)
    }
  }

  private static func children(
    of folder: Path, in index: ArchiveIndex, beginningWith beginning: [UInt8], limit: Int,
    interruption: Interruption
  ) throws(StoreError) -> [Child] {
    var children: [Child] = []
    var rows = index.rows(below: folder, beginningWith: beginning)
    while let row = try rows.next() {
      try interruption.check(.list, folder.bytes)
      let child = row.entry.child(of: folder)
      // A folder comes right before its content.
      if children.last?.name == child.name { children.removeLast() }
      guard children.count < limit else {
        let last = try index.lastRow(below: folder, beginningWith: beginning)
        children.removeLast(min(limit, 1))
        return limit > 0 ? children + [(last ?? row).entry.child(of: folder)] : []
      }
      children.append(child)
      if child.isFolder { rows.skip(below: folder.appending(component: child.name)) }
    }
    return children
  }

  private func scannedChildren(
    of folder: Path, in file: OpenFile, beginningWith beginning: [UInt8], limit: Int,
    interruption: Interruption
  ) throws(StoreError) -> [Child] {
    let selection = Selection(paths: [folder], includesGit: true)
    let scan = try scan(file, selection, interruption: interruption, report: Self.passOver)
    let start = folder.appending(component: beginning).bytes
    var met: [[UInt8]: Bool] = [:]
    var folders: Set<[UInt8]> = []
    try upToDamage(Self.passOver) { () throws(StoreError) in
      while let entry = try scan.next() {
        guard entry.path != folder, entry.path.bytes.starts(with: start) else { continue }
        let child = entry.child(of: folder)
        // Of several members with one path the last counts, unless something below it is known.
        met[child.name] = child.isFolder
        if entry.path.parent != folder { folders.insert(child.name) }
      }
    }
    return met.keys.sorted(by: precedes).firstAndLast(limit).map {
      Child(name: $0, isFolder: met[$0] == true || folders.contains($0))
    }
  }
}

extension Array {
  /// Returns at most `limit` elements: the first ones, and the last in place of those that are too
  /// many.
  fileprivate func firstAndLast(_ limit: Int) -> [Element] {
    count <= limit || limit < 1 ? Array(prefix(limit)) : prefix(limit - 1) + suffix(1)
  }
}

extension Entry {
  /// Returns the entry directly in `folder` that this entry is, or is below.
  fileprivate func child(of folder: Path) -> Child {
    let rest = path.bytes.dropFirst(folder.isRoot ? 0 : folder.bytes.count + 1)
    let end = rest.firstIndex(of: .slash)
    return Child(name: Array(rest[..<(end ?? rest.endIndex)]), isFolder: end != nil || isFolder)
  }
}
