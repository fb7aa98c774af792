import CollectionSupport
import Entries
import Glibc
import Posts
import Store
import TestSupport
import Testing

/// Visiting the contents of files, in a folder and in archives of it.
struct VisitingTests {
  static let needle = "needle".bytes

  /// A file that was visited, whole or in windows.
  struct Visited: Equatable, Sendable {
    let path: Path
    var content: [UInt8] = []
    var windows = 0
  }

  /// The output of one stretch of files; a file may continue from the stretch before.
  struct Output: Sendable {
    var visited: [Visited] = []
    var passedOver = 0
    var isContinued = false
  }

  /// Keeps everything that it visits.
  private final class Keeper: FileVisitor {
    private let isPicky: Bool
    private var output = Output()
    private var path = Path.root

    /// Creates a visitor.
    ///
    /// - Parameter isPicky: Whether it skips files without a needle.
    init(isPicky: Bool) { self.isPicky = isPicky }

    func firstCandidate(in tar: UnsafeRawBufferPointer) -> Int? {
      guard isPicky else { return 0 }
      return tar.indices.first {
        tar[$0] == UInt8(ascii: "n") && tar[$0...].starts(with: VisitingTests.needle)
      }
    }

    func passOver(_ count: Int) { output.passedOver += count }

    func begin(_ entry: Entry) {
      path = entry.path
      output.visited.append(Visited(path: path))
    }

    func visit(_ lines: UnsafeRawBufferPointer, isLast: Bool) -> Bool {
      if output.visited.isEmpty {
        output.isContinued = true
        output.visited = [Visited(path: path)]
      }
      let last = output.visited.count - 1
      output.visited[last].content += lines
      output.visited[last].windows += 1
      return true
    }

    func end() -> Bool { false }

    func takeOutput() -> Output {
      defer { output = Output() }
      return output
    }
  }

  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Fills `in` with files of many sizes; some contain the needle, and some have it in their name.
  private func fill(seed: UInt64) throws {
    var generator = FixedGenerator(state: seed)
    for number in 0..<90 {
      let size = [0, 1, 511, 512, 513, 5000, 40_000].randomElement(using: &generator) ?? 0
      var content = (0..<size).map { _ in "abc\n".bytes.randomElement(using: &generator) ?? 0 }
      if Int.random(in: 0..<4, using: &generator) == 0 {
        content.insert(
          contentsOf: Self.needle, at: Int.random(in: 0...content.count, using: &generator))
      }
      let parent = ["a", "a-b", "a/c", "b"].randomElement(using: &generator) ?? "a"
      let name = number % 9 == 0 ? "needle \(number)" : "\(number)"
      try folder.write("in/\(parent)/\(name)", content)
    }
    for form in ["tar", "tar.gz", "tar.zst"] {
      #expect(try folder.pack("in", as: "a.\(form)") == [])
    }
  }

  private func output(_ collection: String, _ paths: [String], isPicky: Bool) throws -> Output {
    var whole = Output()
    let reports = Reports()
    try folder.collection(collection).visitFiles(
      below: paths.map(path), threads: 2, context: reports.context
    ) {
      Keeper(isPicky: isPicky)
    } take: { part in
      var visited = part.visited[...]
      if part.isContinued, let next = visited.popFirst(), var last = whole.visited.popLast() {
        last.content += next.content
        last.windows += next.windows
        whole.visited.append(last)
      }
      whole.visited += visited
      whole.passedOver += part.passedOver
    }
    #expect(reports.briefly == [])
    return whole
  }

  @Test(
    arguments: ["in", "a.tar", "a.tar.gz", "a.tar.zst"], 1...6 as ClosedRange<UInt64>)
  func `every file is visited, or is skipped if it has no match`(
    collection: String, seed: UInt64
  ) throws {
    try fill(seed: seed)
    let tree = try folder.tree("in").nodes
    for paths in [[""], ["a"], ["b", "a/c"], ["a", "a", "a-b"]] {
      let files = paths.flatMap { root in
        tree.filter {
          path(root).contains(Path(uncheckedBytes: $0.key)) && $0.value.type == S_IFREG
        }
        .map { Visited(path: Path(uncheckedBytes: $0.key), content: $0.value.content) }
        .sorted { $0.path < $1.path }
      }
      let all = try output(collection, paths, isPicky: false)
      #expect(all.visited.map(\.path) == files.map(\.path))
      #expect(all.visited.map(\.content) == files.map(\.content) && all.passedOver == 0)
      let some = try output(collection, paths, isPicky: true)
      func holding(_ visited: [Visited]) -> [Visited] {
        visited.filter { $0.content.firstRange(of: Self.needle) != nil }
          .map { Visited(path: $0.path, content: $0.content) }
      }
      #expect(holding(some.visited) == holding(files))
      #expect(some.visited.count + some.passedOver == files.count)
      #expect((some.passedOver > 0) == (collection == "a.tar.zst"))
    }
  }

  /// A file that is whole in one frame is visited in one window.
  @Test(arguments: [("in", 3), ("a.tar", 3), ("a.tar.gz", 3), ("a.tar.zst", 1)])
  func `a large file is visited in windows of whole lines`(collection: String, windows: Int) throws
  {
    var generator = FixedGenerator(state: 7)
    let lines = (0..<900).flatMap { _ in
      [UInt8](repeating: UInt8(ascii: "x"), count: Int.random(in: 0..<9000, using: &generator))
        + [0x0A]
    }
    try folder.write("in/large", lines)
    try folder.write("in/one-line", lines.map { $0 == 0x0A ? UInt8(ascii: "y") : $0 })
    for form in ["tar", "tar.gz", "tar.zst"] { try folder.pack("in", as: "a.\(form)") }
    let visited = try output(collection, [""], isPicky: false).visited
    #expect(visited.map(\.path) == [path("large"), path("one-line")])
    #expect(visited.first?.content == lines && (visited.first?.windows ?? 0) >= windows)
    #expect(visited.last?.content.count == lines.count && visited.last?.windows == 1)
  }
}
