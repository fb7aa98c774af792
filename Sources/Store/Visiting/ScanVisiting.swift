import Archives
import Entries
import Posts

/// Visits files of an archive that has no index, in one pass.
///
/// What is made of them is kept until the end, since a later member may replace an earlier one of the
/// same path, and paths may stand in any order.
struct ScanVisiting<Visitor: FileVisitor> {
  private let visitor: Visitor
  private let paths: [Path]
  private let isMeant: (Path) -> Bool
  /// What came of each path last; nil for what is no file.
  private var made: [Path: Visitor.Output?] = [:]
  /// The paths that are further names of files.
  private var links: Set<Path> = []
  /// The paths that were asked for, and at or below which nothing has been met that can be visited.
  private var unmet: Set<Path>

  /// - Parameters:
  ///   - paths: what is asked for.
  ///   - isMeant: which of the files that are met.
  init(_ visitor: Visitor, _ paths: [Path], isMeant: @escaping (Path) -> Bool) {
    self.visitor = visitor
    self.paths = paths
    self.isMeant = isMeant
    unmet = Set(paths).subtracting([.root])
  }

  /// Visits all files that a scan comes to.
  ///
  /// - Throws: `StoreError`, where what came before stays good.
  mutating func visit(_ scan: ArchiveScan) throws(StoreError) {
    while let entry = try scan.next() {
      guard isMeant(entry.path) else { continue }
      // A link that was asked for is followed.
      let isMet = entry.isFolder || entry.hasContent
      if !unmet.isEmpty {
        unmet.subtract(entry.path.foldersAbove)
        if isMet { unmet.remove(entry.path) }
      }
      links.remove(entry.path)
      made[entry.path] = .some(nil)
      switch entry.kind {
      case .file: made[entry.path] = try output(of: entry, from: scan)
      case .hardLink: links.insert(entry.path)
      case .folder, .symbolicLink, .special: break
      }
    }
  }

  private func output(
    of entry: Entry, from scan: ArchiveScan
  ) throws(StoreError) -> Visitor.Output {
    let windows = LineWindows(visitor)
    visitor.begin(entry)
    var isMoreWanted = true
    while isMoreWanted, let piece = try scan.nextPiece() {
      unsafe piece.forEachRun { run in
        if isMoreWanted { isMoreWanted = unsafe windows.append(run) }
      }
    }
    if isMoreWanted { windows.finish() }
    _ = visitor.end()
    return visitor.takeOutput()
  }

  /// Gives the parts at and below each path that was asked for, in the order of their paths; names that
  /// are links, and what has not been met, are left to whoever takes them.
  var parts: [VisitedPart<Visitor.Output>] {
    var sorted: [(path: Path, part: VisitedPart<Visitor.Output>)] = []
    for (path, output) in made {
      if let output { sorted.append((path, .made(output))) }
    }
    for path in links.union(unmet) { sorted.append((path, .apart(path))) }
    sorted.sort { $0.path < $1.path }
    return paths.flatMap { path in
      // What lies below a path stands right behind it.
      let start = sorted.partitioningIndex { $0.path >= path }
      return sorted[start...].prefix { path.contains($0.path) }.map(\.part)
    }
  }
}
