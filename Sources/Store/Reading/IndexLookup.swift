import ArchiveFormat
import Archives
import Entries
import Posts

/// The findings of an index at single paths, and at the paths that links there lead to.
struct IndexLookup {
  private(set) var found: [Path: LocatedContents.Location] = [:]
  private let index: ArchiveIndex
  private let opener: FrameOpener
  private var asked: Set<Path> = []

  init(_ index: ArchiveIndex) {
    self.index = index
    opener = FrameOpener(index, for: .read)
  }

  /// Looks up each path and, if it is a link, the path that it leads to.
  mutating func find(_ paths: [Path]) throws(StoreError) {
    for path in paths {
      try look(at: path)
      // Each turn may find one more link on the way. Resolving fails for links that form a circle.
      var last: Path?
      while let resolved = try? LinkResolution.resolve(path, target: linkTarget), resolved != last {
        try look(at: resolved)
        last = resolved
      }
    }
  }

  /// Checks a link's own member, and returns its damage, if any. Nothing else checks it: readers
  /// follow the link and only check its target.
  private func damage(at row: IndexRow) -> LocatedContents.Location? {
    do throws(StoreError) {
      _ = try opener.open(row)
      return nil
    } catch {
      return .damaged(error)
    }
  }

  private func linkTarget(_ path: Path) -> [UInt8]? {
    guard case .symbolicLink(let target) = found[path] else { return nil }
    return target
  }

  private mutating func look(at path: Path) throws(StoreError) {
    var path = path
    // A loop, since a link may name a path of any depth.
    while !path.isRoot, asked.insert(path).inserted {
      guard let row = try index.row(at: path) else {
        var below = index.rows(below: path)
        if try below.next() != nil {
          found[path] = .folder
          return
        }
        // Nothing has this path, unless a link above leads to it.
        path = path.parent
        continue
      }
      switch row.entry.kind {
      case .file:
        found[path] = .file(LocatedContent(entry: row.entry, place: .frame(row, opener)))
      case .folder: found[path] = .folder
      case .symbolicLink(let target):
        found[path] = damage(at: row) ?? .symbolicLink(target)
      case .hardLink(let target):
        found[path] = damage(at: row) ?? .link(to: target)
        path = target
        continue
      case .special: found[path] = .special
      }
      return
    }
  }
}
