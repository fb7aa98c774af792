import Entries
import Posts
import Store
import Terminal

extension Session {
  /// Reads the front matter of every post at and below some paths, on several threads.
  ///
  /// - Parameters:
  ///   - find: returns what is wanted of a post; nil if nothing is. A post without a front matter
  ///     is passed over.
  ///   - take: receives what was found, in the order of the posts.
  func readFrontMatter<Finding: Sendable>(
    below roots: [Path], find: @escaping @Sendable (Path, FrontMatter) -> Finding?,
    take: (Finding) throws -> Void
  ) throws {
    let progress = console.startProgress()
    try collection().readFrontMatter(below: roots, context: context(), find: find) { output in
      progress.advance(posts: output.files)
      warn(ofBrokenFrontMatterAt: output.broken)
      for finding in output.findings { try take(finding) }
    }
  }
}

extension PostCollection {
  /// Reads the front matter of every post at and below some paths, part by part.
  ///
  /// - Parameters:
  ///   - find: as for `readFrontMatter` of a session.
  ///   - take: receives what was found in each part, in the order of the posts.
  func readFrontMatter<Finding: Sendable>(
    below roots: [Path], context: Context,
    find: @escaping @Sendable (Path, FrontMatter) -> Finding?,
    take: (FrontMatterFindings<Finding>) throws -> Void
  ) throws {
    try visitFiles(below: roots, context: context) {
      FrontMatterReader(find)
    } take: { findings in
      try take(findings)
    }
  }
}

/// What was found in the front matter of some files.
struct FrontMatterFindings<Finding: Sendable>: Sendable {
  var findings: [Finding] = []
  /// The posts whose front matter does not parse.
  var broken: [Path] = []
  var files = 0
}

/// A reader of the front matter of files that are posts; for use by one thread.
@safe private final class FrontMatterReader<Finding: Sendable>: FileVisitor {
  typealias Output = FrontMatterFindings<Finding>

  private let find: @Sendable (Path, FrontMatter) -> Finding?
  private var entry = Entry.impliedFolder(.root)
  private var output = Output()

  init(_ find: @escaping @Sendable (Path, FrontMatter) -> Finding?) { self.find = find }

  func firstCandidate(in tar: UnsafeRawBufferPointer) -> Int? { 0 }

  func passOver(_ count: Int) { output.files += count }

  func begin(_ entry: Entry) {
    self.entry = entry
    output.files += 1
  }

  /// Reads the front matter, if it ends in the first window.
  func visit(_ lines: UnsafeRawBufferPointer, isLast: Bool) -> Bool {
    guard entry.isPost, let frontMatter = unsafe PostSource(Array(lines)).frontMatter else {
      return false
    }
    if frontMatter.problem != nil { output.broken.append(entry.path) }
    if let finding = find(entry.path, frontMatter) { output.findings.append(finding) }
    return false
  }

  func end() -> Bool { false }

  var hasFound: Bool { !output.findings.isEmpty || !output.broken.isEmpty }

  func takeOutput() -> Output {
    defer { output = Output() }
    return output
  }
}
