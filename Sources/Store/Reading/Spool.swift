import Archives
import Entries
import Files
import Posts
import SystemPackage

/// The contents taken from an archive so far, one after another in a file.
struct Spool {
  private let file: OpenFile
  /// The findings at the requested paths and, at other paths, the links that may lead to content.
  private(set) var found: [Path: LocatedContents.Location] = [:]
  private var asked: Set<Path> = []
  /// The paths that this pass looks for, and earlier ones did not.
  private var wanted: Set<Path> = []
  /// The same, to be found above other paths.
  private var wantedFolders = PathSet([])
  /// The paths whose findings in earlier passes are final.
  private var settled: Set<Path> = []
  private var length: Int64 = 0
  private var succession = Succession()
  /// The number of the member of each finding in this pass; a folder may only be implied.
  private var numbers: [Path: Int] = [:]
  private var count = 0
  private var lastFolder = Path.root

  init(_ file: OpenFile) { self.file = file }

  /// Prepares to read the archive from its beginning.
  ///
  /// - Returns: whether there is anything left to look for.
  mutating func beginPass(for paths: [Path]) -> Bool {
    dropReplaced()
    wanted = pathsLedTo(from: paths).union(paths).subtracting(asked)
    wantedFolders = PathSet(wanted)
    // The target of a hard link may be found only in a later pass.
    settled = asked.filter { if case .link = found[$0] { false } else { true } }
    asked.formUnion(wanted)
    lastFolder = .root
    succession = Succession()
    numbers = [:]
    count = 0
    return !wanted.isEmpty
  }

  /// Drops the findings of this pass that later members have replaced.
  private mutating func dropReplaced() {
    let isLeft = succession.survivors()
    for (path, number) in numbers {
      guard let location = found[path] else { continue }
      let isFolder = if case .folder = location { true } else { false }
      if !isLeft(path, isFolder, number) { found[path] = nil }
    }
  }

  /// Takes the content of `entry` if it is wanted. Notes links in any case, since a path may lead
  /// through them.
  mutating func take(_ entry: Entry, from scan: ArchiveScan) throws(StoreError) {
    let number = count
    count += 1
    guard succession.take(entry, number: number) else { return }
    noteFolders(above: entry.path, number)
    guard !settled.contains(entry.path) else { return }
    numbers[entry.path] = wanted.contains(entry.path) || entry.isLink ? number : nil
    switch entry.kind {
    case .folder: found[entry.path] = wanted.contains(entry.path) ? .folder : nil
    case .special: found[entry.path] = wanted.contains(entry.path) ? .special : nil
    case .symbolicLink(let target): found[entry.path] = .symbolicLink(target)
    case .hardLink(let target):
      // The target as it is now, since a later member may replace it.
      found[entry.path] =
        switch found[target] {
        case .file, .symbolicLink: found[target]
        default: .link(to: target)
        }
    case .file:
      found[entry.path] = wanted.contains(entry.path) ? try content(of: entry, from: scan) : nil
    }
  }

  private mutating func content(
    of entry: Entry, from scan: ArchiveScan
  ) throws(StoreError) -> LocatedContents.Location {
    let start = length
    while let piece = try scan.nextPiece() {
      try attempt(file.append(piece, at: &length), orThrow: StoreError.temporaryFile)
    }
    return .file(
      LocatedContent(entry: entry, place: .spool(file, start: start, length: length - start)))
  }

  /// Notes which wanted paths are folders, even if they have no entry of their own.
  private mutating func noteFolders(above path: Path, _ number: Int) {
    let parent = path.parent
    guard parent != lastFolder else { return }
    lastFolder = parent
    for folder in wantedFolders.all(atOrAbove: parent) {
      found[folder] = .folder
      numbers[folder] = number
    }
  }

  /// Returns the paths that links at or above `paths` lead to.
  private func pathsLedTo(from paths: [Path]) -> Set<Path> {
    var further: Set<Path> = []
    for path in paths {
      guard
        var resolved = try? LinkResolution.resolve(
          path,
          target: {
            guard case .symbolicLink(let target) = found[$0] else { return nil }
            return target
          })
      else { continue }
      further.insert(resolved)
      var links = 0
      while case .link(let target) = found[resolved], links < LinkResolution.maximumLinks {
        resolved = target
        further.insert(resolved)
        links += 1
      }
    }
    return further
  }
}
