package import Posts

/// Looks at the contents of files, one file after another; for use by one thread.
///
/// For each file come `begin`, any number of `visit`, and `end`. A small content comes as a whole,
/// a large one in windows of whole lines.
package protocol FileVisitor<Output>: AnyObject, SendableMetatype {
  /// The results from files, given out in the order of the files.
  associatedtype Output: Sendable

  /// Returns the offset of the first bytes for which a file may have to be visited.
  ///
  /// - Parameter tar: contents of files, each after its header and followed by NUL bytes.
  /// - Returns: nil if none of the files has to be visited.
  func firstCandidate(in tar: UnsafeRawBufferPointer) -> Int?

  /// Notes files that are not visited since nothing in them is wanted.
  func passOver(_ count: Int)

  /// Begins a file.
  func begin(_ entry: Entry)

  /// Looks at the next lines of the file.
  ///
  /// - Parameters:
  ///   - lines: valid for this call only. They end with a newline, unless they are the last ones or
  ///     part of a line longer than `LineWindows.maximumLine`. Never empty.
  ///   - isLast: whether nothing follows.
  /// - Returns: whether more of the file is wanted.
  func visit(_ lines: UnsafeRawBufferPointer, isLast: Bool) -> Bool

  /// Ends the file, perhaps early, after an error that is reported elsewhere.
  ///
  /// - Returns: whether the output must be taken before the next file begins.
  func end() -> Bool

  /// Whether the output made since the last call of `takeOutput` says more than how many files
  /// there were. Output that does not need not be kept for each file.
  var hasFound: Bool { get }

  /// Returns the output made since the last call.
  func takeOutput() -> Output
}

extension FileVisitor {
  package var hasFound: Bool { true }
}

/// A part of the result of a stretch of files that one thread visited.
package enum VisitedPart<Output: Sendable>: Sendable {
  case made(Output)
  /// A file that must be visited in its turn, but not on that thread, such as a large one or a hard
  /// link.
  case apart(Path)
  case failed(StoreError)
}

/// The result of a stretch of files, as it is collected.
package struct VisitedStretch<Visitor: FileVisitor> {
  package private(set) var parts: [VisitedPart<Visitor.Output>] = []
  private let visitor: Visitor
  private var hasVisited = false

  package init(_ visitor: Visitor) { self.visitor = visitor }

  /// Visits a file whose content is in memory.
  package mutating func visit(_ entry: Entry, _ content: UnsafeRawBufferPointer) {
    visitor.begin(entry)
    if unsafe !content.isEmpty { _ = unsafe visitor.visit(content, isLast: true) }
    hasVisited = true
    if visitor.end() { closePart() }
  }

  /// Passes over files in which nothing is wanted.
  package mutating func passOver(_ count: Int) {
    guard count > 0 else { return }
    visitor.passOver(count)
    hasVisited = true
  }

  /// Leaves a file to the code that takes the parts.
  package mutating func leave(_ path: Path) {
    closePart()
    parts.append(.apart(path))
  }

  package mutating func fail(_ error: StoreError) {
    closePart()
    parts.append(.failed(error))
  }

  /// Ends the part that has been visited so far.
  package mutating func closePart() {
    guard hasVisited else { return }
    parts.append(.made(visitor.takeOutput()))
    hasVisited = false
  }
}
