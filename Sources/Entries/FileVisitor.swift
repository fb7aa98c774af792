package import Posts

/// Looks at the contents of files, one file after the other; for use by one thread.
///
/// `begin`, any number of `visit`, `end`: a content that is small comes as a whole, a large one in
/// windows of whole lines.
package protocol FileVisitor<Output>: AnyObject, SendableMetatype {
  /// What is made of files, and given out in their order.
  associatedtype Output: Sendable

  /// Looks for the first place at which a file may hold what it has to be visited for.
  ///
  /// - Parameter tar: contents of files, behind headers and followed by zeros.
  /// - Returns: nil where all of the files may be passed over.
  func firstCandidate(in tar: UnsafeRawBufferPointer) -> Int?

  /// Takes note of files that are not visited since they hold nothing.
  func passOver(_ count: Int)

  /// Begins a file.
  func begin(_ entry: Entry)

  /// Looks at the next lines of the file.
  ///
  /// - Parameters:
  ///   - lines: valid for this call; they end with a newline, unless they are the last ones, or a line
  ///     is longer than `LineWindows.greatestLine`. Never empty.
  ///   - isLast: whether nothing follows.
  /// - Returns: whether more of the file is wanted.
  func visit(_ lines: UnsafeRawBufferPointer, isLast: Bool) -> Bool

  /// Ends the file; it may have ended early, by an error that is told of elsewhere.
  ///
  /// - Returns: whether what has been made has to be taken before the next file is begun.
  func end() -> Bool

  /// Gives out what has been made since this was last asked for.
  func takeOutput() -> Output
}

/// What came of a stretch of files that was handed to a thread, part by part.
package enum VisitedPart<Output: Sendable>: Sendable {
  case made(Output)
  /// A file that is to be visited in its turn, and not on that thread: it is large, or is found by
  /// another name.
  case apart(Path)
  case failed(StoreError)
}

/// What came of a stretch of files, as it is put together.
package struct VisitedStretch<Visitor: FileVisitor> {
  package private(set) var parts: [VisitedPart<Visitor.Output>] = []
  private let visitor: Visitor
  private var hasVisited = false

  package init(_ visitor: Visitor) { self.visitor = visitor }

  /// Visits a file whose content lies in memory.
  package mutating func visit(_ entry: Entry, _ content: UnsafeRawBufferPointer) {
    visitor.begin(entry)
    if unsafe !content.isEmpty { _ = unsafe visitor.visit(content, isLast: true) }
    hasVisited = true
    if visitor.end() { closePart() }
  }

  /// Leaves files out that hold nothing.
  package mutating func passOver(_ count: Int) {
    guard count > 0 else { return }
    visitor.passOver(count)
    hasVisited = true
  }

  /// Leaves a file to whoever takes the parts.
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
