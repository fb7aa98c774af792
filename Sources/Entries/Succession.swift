package import Posts

/// Knows which members of an archive are left when it is unpacked, in the order in which they come.
///
/// The newest member of a path counts. A file or a link takes the place of a folder with everything
/// below it, and a folder that of a file or a link. A member also implies the folders above it:
/// they take the place of files, but not of symbolic links, through which nothing is written.
package struct Succession {
  /// The newest member that is not a folder, by the hash of its path: a path may be as long as an
  /// archive, and hashes of all folders above it take no more time than its own.
  private var others: [Int: Other] = [:]
  private var lastFolder = Folder(path: .root, hasher: Hasher(), isLinked: false)

  private struct Other {
    let number: Int
    let isLink: Bool
    /// Whether no folder has taken its place since.
    var isLast = true
  }

  /// The folder of the last member.
  private struct Folder {
    let path: Path
    /// The state of hashing after the path.
    let hasher: Hasher
    /// Whether a symbolic link is in its place or above it.
    let isLinked: Bool
  }

  package init() {}

  /// Takes the next member.
  ///
  /// - Parameter number: its number; no member has a smaller one than the member before.
  /// - Returns: whether it is unpacked; false if a symbolic link is above it.
  package mutating func take(_ entry: Entry, number: Int) -> Bool {
    let folder = entry.path.parent
    if folder != lastFolder.path { lastFolder = reach(folder) }
    guard !lastFolder.isLinked else { return false }
    let hash = lastFolder.hasher.hash(of: entry.path.lastComponent)
    if entry.isFolder {
      others[hash]?.isLast = false
    } else {
      let isLink = if case .symbolicLink = entry.kind { true } else { false }
      others[hash] = Other(number: number, isLink: isLink)
    }
    return true
  }

  /// Lets folders take the place of files at a path and above it.
  private mutating func reach(_ path: Path) -> Folder {
    var newestAbove = -1
    var isLinked = false
    var hasher = Hasher()
    for component in path.components {
      let hash = hasher.combine(component)
      guard let other = others[hash] else { continue }
      if other.isLast, other.number > newestAbove {
        isLinked = isLinked || other.isLink
        if !isLinked { others[hash]?.isLast = false }
      }
      newestAbove = max(newestAbove, other.number)
    }
    return Folder(path: path, hasher: hasher, isLinked: isLinked)
  }

  /// Returns the number of the newest member at a path; nil if there is none or it is a folder.
  package func number(ofOther path: Path) -> Int? {
    var hasher = Hasher()
    var hash = 0
    for component in path.components { hash = hasher.combine(component) }
    return others[hash].flatMap { $0.isLast ? $0.number : nil }
  }

  /// Returns a test of the members that are left in the end. It is fastest if members of one folder
  /// are tested one after the other.
  package func survivors() -> (_ path: Path, _ isFolder: Bool, _ number: Int) -> Bool {
    var folder = Path.root
    var hasher = Hasher()
    var newestAbove = -1
    return { path, isFolder, number in
      let parent = path.parent
      if parent != folder {
        folder = parent
        hasher = Hasher()
        newestAbove = -1
        for component in parent.components {
          newestAbove = max(newestAbove, others[hasher.combine(component)]?.number ?? -1)
        }
      }
      guard number > newestAbove else { return false }
      guard let other = others[hasher.hash(of: path.lastComponent)] else { return isFolder }
      return isFolder ? number > other.number : other.isLast && number == other.number
    }
  }
}

extension Hasher {
  /// Adds a component of a path, and returns the hash of the path that ends with it.
  package mutating func combine(_ component: ArraySlice<UInt8>) -> Int {
    unsafe component.withUnsafeBytes { unsafe combine(bytes: $0) }
    combine(UInt8.slash)
    let whole = self
    return whole.finalize()
  }

  fileprivate func hash(of component: ArraySlice<UInt8>) -> Int {
    var hasher = self
    return hasher.combine(component)
  }
}
