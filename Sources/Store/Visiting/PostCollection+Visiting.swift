import ArchiveFormat
import Archives
package import Entries
import Files
package import Posts
import SystemPackage

extension PostCollection {
  /// Lets visitors look at every file at and below some paths, on several threads.
  ///
  /// The files come in the order of `paths`, and below each in the order of their own paths. Files
  /// and folders named `.git` are left out, unless a path leads into them. A symbolic link is
  /// followed only if one of the paths names it, and only inside the collection.
  ///
  /// - Parameters:
  ///   - threads: the number of threads, 1 or more.
  ///   - report: called for each path that does not exist, and for each file that cannot be read.
  ///   - makeVisitor: makes a visitor for one thread.
  ///   - take: receives the output of the visitors, in the order of the files.
  /// - Throws: the errors of `take`; `StoreError` if there is no point in going on.
  package func visitFiles<Visitor: FileVisitor>(
    below paths: [Path], threads: Int = processors, interruption: Interruption = .never,
    report: @escaping Report, makeVisitor: @escaping @Sendable () -> Visitor,
    take: (Visitor.Output) throws -> Void
  ) throws {
    let visiting = FileVisiting(
      collection: self, threads: threads, interruption: interruption, report: report,
      makeVisitor: makeVisitor)
    switch source {
    case .folder(let root): try visiting.visit(paths, in: root, take: take)
    case .archive(let file): try visiting.visit(paths, in: file, take: take)
    case .indexed(let index):
      // Output that was given out cannot be taken back, so all of the index is checked first.
      do throws(StoreError) {
        try index.checkBytes()
      } catch {
        report(error)
        return try visiting.visit(paths, in: index.file, take: take)
      }
      try visiting.visit(paths, in: index, take: take)
    }
  }

  /// The number of threads that are worth starting: that of the processors.
  package static var processors: Int { Parallelism.processors }
}

/// One visit to the files of a collection.
private struct FileVisiting<Visitor: FileVisitor> {
  let collection: PostCollection
  let threads: Int
  let interruption: Interruption
  let report: Report
  let makeVisitor: @Sendable () -> Visitor

  typealias Take = (Visitor.Output) throws -> Void

  func visit(_ paths: [Path], in root: FolderDescriptor, take: Take) throws {
    let visiting = FolderVisiting(threads: threads, makeVisitor: makeVisitor)
    for path in paths {
      guard let folder = try? root.folder(at: path) else {
        try visit([.apart(path)], take: take)
        continue
      }
      let walk = try FolderWalk(
        folder, at: path, selection: Selection(), interruption: interruption, report: report)
      try visiting.visit(walk) { try visit($0, take: take) }
    }
  }

  func visit(_ paths: [Path], in index: ArchiveIndex, take: Take) throws {
    let visiting = IndexedVisiting(index, threads: threads, makeVisitor: makeVisitor)
    for path in paths {
      let row = path.isRoot ? nil : try index.row(at: path)
      var below = index.rows(below: path)
      let isFolder = try path.isRoot || row?.entry.isFolder == true || below.next() != nil
      guard isFolder else {
        try visit([.apart(path)], take: take)
        continue
      }
      try visiting.visit(index.rows(below: path)) {
        !$0.isInGit(below: path)
      } take: {
        try visit($0, take: take)
      }
    }
  }

  func visit(_ paths: [Path], in file: OpenFile, take: Take) throws {
    let selection = Selection(paths: paths, includesGit: true)
    let scan = try collection.scan(
      file, selection, interruption: interruption, report: report)
    var visiting = ScanVisiting(
      makeVisitor(), paths,
      isMeant: { path in
        selection.base(of: path).map { !path.isInGit(below: $0) } ?? false
      })
    try collection.upToDamage(report) { () throws(StoreError) in try visiting.visit(scan) }
    try visit(visiting.parts, take: take)
  }

  /// Passes on the output, reports what failed, and visits the files that were left, on this
  /// thread.
  private func visit(_ parts: [VisitedPart<Visitor.Output>], take: Take) throws {
    var left: [Path] = []
    for case .apart(let path) in parts { left.append(path) }
    let contents =
      left.isEmpty
      ? nil
      : try collection.contents(of: left, interruption: interruption, report: report)
    for part in parts {
      try interruption.check(.read, ArgumentText.bytes(of: collection.name))
      switch part {
      case .made(let output): try take(output)
      case .failed(let error): report(error)
      case .apart(let path):
        guard let contents else { continue }
        try visit(path, contents, take: take)
      }
    }
  }

  /// Visits one file in windows, so that memory does not depend on its size.
  private func visit(_ path: Path, _ contents: Contents, take: Take) throws {
    let visitor = makeVisitor()
    let windows = LineWindows(visitor)
    do {
      let reader = try contents.reader(for: path)
      var entry = reader.entry
      entry.path = path
      visitor.begin(entry)
      defer { _ = visitor.end() }
      var isMoreWanted = true
      while isMoreWanted, let piece = unsafe try reader.next() {
        try interruption.check(.read, path.bytes)
        isMoreWanted = unsafe windows.append(piece)
        try take(visitor.takeOutput())
      }
      if isMoreWanted { windows.finish() }
    } catch let error as StoreError where error.code != .interrupted {
      report(error)
    }
    try take(visitor.takeOutput())
  }
}

extension Path {
  /// Whether a component after `base` is `.git`.
  fileprivate func isInGit(below base: Path) -> Bool {
    let slash = UInt8.slash
    var start = base.isRoot ? 0 : base.bytes.count + 1
    // Most paths hold no dot but that of an extension, so that this is one look at each byte.
    while let dot = bytes[min(start, bytes.count)...].firstIndex(of: .dot) {
      let end = dot + Self.gitName.count
      if dot == start || bytes[dot - 1] == slash, end <= bytes.count,
        bytes[dot..<end].elementsEqual(Self.gitName), end == bytes.count || bytes[end] == slash
      {
        return true
      }
      start = dot + 1
    }
    return false
  }

  private static let gitName = Array(".git".utf8)
}
