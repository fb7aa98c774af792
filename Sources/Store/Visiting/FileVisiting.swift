package import Entries
import Files
import Posts
package import Terms

/// One question to the files of a collection.
package struct FileVisiting<Visitor: FileVisitor> {
  let collection: PostCollection
  /// The number of threads that visit, 1 or more.
  package let threads: Int
  /// The rules of the `.gitignore` files above the collection, if such files count in a folder.
  let ignoreRules: [IgnoreRules]?
  /// What a file must hold for the visitor to want anything of it.
  package let condition: TermCondition
  package let context: Context
  package let makeVisitor: @Sendable () -> Visitor

  package typealias Take = (Visitor.Output) throws -> Void

  /// Takes the outputs, reports the failures, and visits the files that were left, on this thread.
  package func finish(_ parts: [VisitedPart<Visitor.Output>], take: Take) throws {
    var left: [Path] = []
    for case .apart(let path) in parts { left.append(path) }
    let contents =
      left.isEmpty
      ? nil
      : try collection.contents(of: left, context: context)
    for part in parts {
      try context.check(.read, ArgumentText.bytes(of: collection.name))
      switch part {
      case .made(let output): try take(output)
      case .failed(let error): context.report(error)
      case .apart(let path):
        guard let contents else { continue }
        try visit(path, contents, take: take)
      }
    }
  }

  /// Visits the files below a link to a folder, on this thread.
  private func visitBelow(_ path: Path, take: Take) throws {
    let files = try collection.catalog(below: [path], context: context).below(path).lazy
      .filter { $0.entry.hasContent && !$0.entry.path.isInGit(below: path) }
      .map(\.entry.path)
    let contents = try collection.contents(of: Array(files), context: context)
    for file in files { try visit(file, contents, take: take) }
  }

  /// Visits one file in windows, so that memory does not depend on its size.
  private func visit(_ path: Path, _ contents: LocatedContents, take: Take) throws {
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
        try context.check(.read, path.bytes)
        isMoreWanted = unsafe windows.append(piece)
        try take(visitor.takeOutput())
      }
      if isMoreWanted { windows.finish() }
    } catch let error as StoreError where error.code == .isFolder {
      // Only a link leads there: other folders are walked through.
      return try visitBelow(path, take: take)
    } catch let error as StoreError where error.code != .interrupted {
      context.report(error)
    }
    try take(visitor.takeOutput())
  }
}

extension Path {
  /// Returns whether a component after `base` is `.git`.
  func isInGit(below base: Path) -> Bool {
    let slash = UInt8(ascii: "/")
    var start = base.isRoot ? 0 : base.bytes.count + 1
    // Most paths hold no dot except that of an extension, so this looks at each byte once.
    while let dot = bytes[min(start, bytes.count)...].firstIndex(of: UInt8(ascii: ".")) {
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
