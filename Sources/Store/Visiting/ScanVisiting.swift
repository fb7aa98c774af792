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
  /// The last output for each path at which anything was found, and the number of its member; nil
  /// for a hard link.
  private var made: [Path: (output: Visitor.Output?, number: Int)] = [:]
  private var succession = Succession()
  private var count = 0
  /// The paths that are hard links.
  private var links: Set<Path> = []
  /// The requested paths at or below which nothing has been met that can be visited.
  private var unmet: PathSet

  /// - Parameters:
  ///   - paths: the requested paths.
  ///   - isMeant: returns whether the file at a path is visited.
  init(_ visitor: Visitor, _ paths: [Path], isMeant: @escaping (Path) -> Bool) {
    self.visitor = visitor
    self.paths = paths
    self.isMeant = isMeant
    unmet = PathSet(Set(paths).subtracting([.root]))
  }

  /// Visits all files of a scan.
  ///
  /// - Throws: `StoreError`, after which the output so far is still good.
  mutating func visit(_ scan: ArchiveScan) throws(StoreError) {
    while let entry = try scan.next() {
      let number = count
      count += 1
      guard succession.take(entry, number: number), isMeant(entry.path) else { continue }
      // A link that was requested is followed.
      let isMet = entry.isFolder || entry.hasContent
      if !unmet.isEmpty { unmet.remove(atOrAbove: isMet ? entry.path : entry.path.parent) }
      links.remove(entry.path)
      made[entry.path] = nil
      switch entry.kind {
      case .file:
        if let output = try output(of: entry, from: scan) { made[entry.path] = (output, number) }
      case .hardLink:
        links.insert(entry.path)
        made[entry.path] = (nil, number)
      case .folder, .symbolicLink, .special: break
      }
    }
  }

  private func output(
    of entry: Entry, from scan: ArchiveScan
  ) throws(StoreError) -> Visitor.Output? {
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
    return visitor.hasFound ? visitor.takeOutput() : nil
  }

  /// The parts at and below each requested path, in the order of their paths. Hard links, and paths
  /// at which nothing was met, are left to the caller.
  var parts: [VisitedPart<Visitor.Output>] {
    var sorted: [(path: Path, part: VisitedPart<Visitor.Output>)] = []
    let isLeft = succession.survivors()
    for (path, (output, number)) in made {
      if let output, isLeft(path, false, number) { sorted.append((path, .made(output))) }
    }
    let linked = links.filter { path in made[path].map { isLeft(path, false, $0.number) } ?? false }
    for path in linked.union(unmet.sorted) { sorted.append((path, .apart(path))) }
    sorted.sort { $0.path < $1.path }
    return paths.flatMap { path in
      // Everything below a path comes right after it.
      let start = sorted.partitioningIndex { $0.path >= path }
      return sorted[start...].prefix { path.contains($0.path) }.map(\.part)
    }
  }
}
