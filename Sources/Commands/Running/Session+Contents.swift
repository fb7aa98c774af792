import Entries
import Posts
import Store

extension Session {
  /// Does something with each path; what fails is reported, and the rest is done.
  func forEach(_ paths: [Path], _ body: (Path) throws -> Void) rethrows {
    for path in paths {
      do { try body(path) } catch let error as StoreError { fail(error) }
    }
  }

  /// Opens the file at each path that words name; what cannot be read is reported.
  ///
  /// - Parameter body: takes the content, and whether it is that of the only path.
  func forEachContent(
    of words: [String], _ body: (_ reader: ContentReader, _ isAlone: Bool) throws -> Void
  ) throws {
    let paths = try self.paths(words)
    let contents = try collection().contents(of: paths, context: context())
    try forEach(paths) { try body(contents.reader(for: $0), paths.count == 1) }
  }
}
