import ArchiveFormat
import Archives
import CollectionSupport
import Files
import Posts
import TestSupport
import Testing

@testable import History

/// The differences between snapshots, compared with plain dictionaries.
struct SnapshotDeltaTests {
  /// Snapshots written one after the other, with segments merged on the way.
  private struct History {
    private(set) var views: [ArchiveIndex] = []
    private(set) var states: [[Path: IndexRow]] = []

    init(snapshots: Int, paths: [Path], seed: UInt64) throws {
      var generator = FixedGenerator(state: seed)
      let recipe = Recipe(level: 1, zstdVersion: 0, libarchiveVersion: 0, number: 1)
      let writing = try HistoryOutput(OpenFile.unnamed(), named: "x", recipe: recipe)
      var state: [Path: IndexRow] = [:]
      for number in 1...snapshots {
        let frame = try writing.write(
          [0], digest: Digest(of: [0].span.bytes), decodedLength: 1 << 20)
        var rows: [IndexRow] = []
        let share = Int.random(in: 1...20, using: &generator)
        for (place, path) in paths.enumerated()
        where Int.random(in: 0..<share, using: &generator) == 0 {
          if state[path] != nil, Int.random(in: 0..<3, using: &generator) == 0 {
            rows.append(.removal(of: path))
            state[path] = nil
          } else {
            let row = IndexRow.file(path, place, in: frame, &generator)
            rows.append(row)
            state[path] = row
          }
        }
        let record = OwnRecord(SnapshotRecord(number: number, time: 0))
        if number == 1 {
          var rest = rows[...]
          try writing.endFirst(record, terms: nil) { rest.popFirst() }
        } else {
          try writing.end(rows, record, terms: nil)
        }
        views.append(try #require(writing.view))
        states.append(state)
      }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64], [60, 400])
  func `a snapshot and the differences give the later snapshot`(seed: UInt64, paths: Int) throws {
    let history = try History(snapshots: 10, paths: SomeSegments.paths(paths), seed: seed)
    // Some segments have been merged, and some have not.
    #expect(history.views.contains { $0.segments.count == 1 })
    #expect(history.views.contains { $0.segments.count > 2 })
    for later in history.views.indices {
      for earlier in 0...later {
        let (before, after) = (history.states[earlier], history.states[later])
        var made = before
        var visited: [Path] = []
        var delta = try SnapshotDelta(from: history.views[earlier], to: history.views[later])
        while let step = try delta.next() {
          #expect(step.row == after[step.path] && step.row?.isRemoval != true)
          // A path that came and went between the two may be reported as gone.
          #expect(step.row != before[step.path] || step.row == nil)
          made[step.path] = step.row
          visited.append(step.path)
        }
        #expect(made == after)
        #expect(zip(visited, visited.dropFirst()).allSatisfy { $0 < $1 })
      }
    }
  }

  @Test func `the differences from no snapshot are the whole later snapshot`() throws {
    let history = try History(snapshots: 5, paths: SomeSegments.paths(60), seed: 5)
    for (view, state) in zip(history.views, history.states) {
      var delta = try SnapshotDelta(from: nil, to: view)
      var made: [Path: IndexRow] = [:]
      while let step = try delta.next() { made[step.path] = step.row }
      #expect(made == state)
    }
  }

  @Test func `common segments give no differences`() throws {
    let history = try History(snapshots: 3, paths: SomeSegments.paths(500), seed: 6)
    for view in history.views {
      var delta = try SnapshotDelta(from: view, to: view)
      #expect(try delta.next()?.path == nil)
    }
  }
}
