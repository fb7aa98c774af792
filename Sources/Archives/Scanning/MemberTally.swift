package import Entries
package import Posts

/// Counts the members that are met in an archive, and compares them with the limits.
package struct MemberTally {
  private let limits: Limits
  private let action: StoreError.Action
  private let archive: String
  /// The number of members and of the folders that only their paths imply.
  private var members = 0
  /// The length in bytes of the paths and targets of the members.
  private var paths: Int64 = 0
  /// The folders met or implied, as hashes of their paths.
  private var folders: Set<Int> = []
  /// The bytes of the last member's path up to its last component.
  private var lastFolder: ArraySlice<UInt8> = []

  package init(_ limits: Limits, for action: StoreError.Action, archive: String) {
    self.limits = limits
    self.action = action
    self.archive = archive
  }

  /// Counts a member, and the folders above it that have not been met.
  ///
  /// - Parameters:
  ///   - entry: nil for a member whose path is refused.
  ///   - read: the number of bytes of the archive that hold the members so far.
  /// - Throws: `StoreError.Code.tooMuch`.
  package mutating func count(_ entry: Entry?, from read: Int64) throws(StoreError) {
    let (most, mostPaths) = (limits.members(from: read), limits.paths(from: read))
    members += 1
    if let entry {
      paths += Int64(entry.path.bytes.count + entry.targetLength)
      if paths > mostPaths { throw .exceeding(.paths(mostPaths), action, entry.path, in: archive) }
      noteFolders(of: entry, atMost: most)
    }
    if members > most {
      throw .exceeding(.members(most), action, entry?.path ?? .root, in: archive)
    }
  }

  private mutating func noteFolders(of entry: Entry, atMost most: Int) {
    let name = entry.path.lastComponent
    let folder = entry.path.bytes.dropLast(name.count)
    guard entry.isFolder || folder != lastFolder else { return }
    lastFolder = folder
    var hasher = Hasher()
    for component in folder.split(separator: .slash) where members <= most {
      if folders.insert(hasher.combine(component)).inserted { members += 1 }
    }
    if entry.isFolder { folders.insert(hasher.combine(name)) }
  }
}

extension Entry {
  /// The length in bytes of the path or target that a link leads to.
  fileprivate var targetLength: Int {
    switch kind {
    case .symbolicLink(let target): target.count
    case .hardLink(let target): target.bytes.count
    case .file, .folder, .special: 0
    }
  }
}
