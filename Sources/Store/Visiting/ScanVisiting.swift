import Archives
import Entries
import Posts

/// Visits the files of an archive without an index, in one pass.
///
/// The output is kept until the end, since a later member may replace an earlier one with the same
/// path, and the paths may come in any order.
struct ScanVisiting<Visitor: FileVisitor> {
  private let visitor: Visitor
  private let paths: [Path]
  private let isMeant: (Path) -> Bool
  /// The last output for each path; nil for a path that is not a file.
  private var made: [Path: Visitor.Output?] = [:]
  /// The paths that are hard links.
  private var links: Set<Path> = []
  /// The requested paths at or below which nothing has been met that can be visited.
  private var unmet: Set<Path>

  /// - Parameters:
  ///   - paths: the requested paths.
  ///   - isMeant: returns whether the file at a path is visited.
  init(_ visitor: Visitor, _ paths: [Path], isMeant: @escaping (Path) -> Bool) {
    self.visitor = visitor
    self.paths = paths
    self.isMeant = isMeant
    unmet = Set(paths).subtracting([.root])
  }

  /// Visits all files of a scan.
  ///
  /// - Throws: `StoreError`, after which the output so far is still good.
  mutating func visit(_ scan: ArchiveScan) throws(StoreError) {
    while let entry = try scan.next() {
      guard isMeant(entry.path) else { continue }
      // A link that was requested is followed.
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

  /// The parts at and below each requested path, in the order of their paths. Hard links, and paths
  /// at which nothing was met, are left to the caller.
  var parts: [VisitedPart<Visitor.Output>] {
    var sorted: [(path: Path, part: VisitedPart<Visitor.Output>)] = []
    for (path, output) in made {
      if let output { sorted.append((path, .made(output))) }
    }
    for path in links.union(unmet) { sorted.append((path, .apart(path))) }
    sorted.sort { $0.path < $1.path }
    return paths.flatMap { path in
      // Everything below a path comes right after it.
      let start = sorted.partitioningIndex { $0.path >= path }
      return sorted[start...].prefix { path.contains($0.path) }.map(\.part)
    }
  }
}
