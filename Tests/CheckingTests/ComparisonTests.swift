import CollectionSupport
import Entries
import Posts
import TestSupport
import Testing

@testable import Checking

/// The differences between two collections.
@Suite struct ComparisonTests {
  /// Returns the changes, one per line: `changed content+mode a`.
  private func briefly(_ changes: [Change]) -> [String] {
    changes.map { change in
      let aspects = [
        (Change.Aspects.content, "content"), (.mode, "mode"), (.type, "type"),
      ].filter { change.aspects.contains($0.0) }.map(\.1).joined(separator: "+")
      return [change.kind.rawValue, aspects, "\(change.path)"].filter { !$0.isEmpty }
        .joined(separator: " ")
    }
  }

  /// Compares the outputs of two bodies, as folders and as archives in every pairing.
  private func expect(
    _ expected: [String], _ old: @escaping (TemporaryFolder, String) throws -> Void,
    _ new: @escaping (TemporaryFolder, String) throws -> Void
  ) throws {
    let folder = try TemporaryFolder()
    for (name, body) in [("old", old), ("new", new)] {
      try folder.makeFolder(name)
      try body(folder, name)
      try folder.pack(name, as: "\(name).tar.zst")
    }
    for one in ["old", "old.tar.zst"] {
      for two in ["new", "new.tar.zst"] {
        let changes = try folder.collection(one).changes(to: folder.collection(two))
        #expect(briefly(changes) == expected, "\(one) and \(two)")
      }
    }
    let back = try folder.collection("new").changes(to: folder.collection("old.tar.zst"))
    #expect(back.count == expected.count)
    for name in ["old", "new"] {
      #expect(try folder.collection(name).changes(to: folder.collection("\(name).tar.zst")) == [])
    }
  }

  @Test func `added and removed and changed paths are reported in order`() throws {
    try expect([
      "added a-new", "changed content b", "changed mode c", "changed content+mode d",
      "removed e", "removed f", "removed f/g", "added h", "added h/i",
    ]) { folder, name in
      try folder.write("\(name)/b", "old")
      try folder.write("\(name)/c", "same")
      try folder.write("\(name)/d", "old")
      try folder.write("\(name)/e", "e")
      try folder.write("\(name)/f/g", "g")
      try folder.write("\(name)/same", "same")
      try folder.setTime("\(name)/same", 1_000)
    } _: { folder, name in
      try folder.write("\(name)/a-new", "x")
      try folder.write("\(name)/b", "new")
      try folder.write("\(name)/c", "same", mode: 0o755)
      try folder.write("\(name)/d", "new", mode: 0o600)
      try folder.write("\(name)/h/i", "i")
      try folder.write("\(name)/same", "same")
      try folder.setTime("\(name)/same", 2_000)
    }
  }

  @Test func `links and kinds are compared`() throws {
    try expect([
      "changed type a", "changed type b", "changed content c", "changed type d", "changed mode e",
    ]) { folder, name in
      try folder.write("\(name)/a", "x")
      try folder.makeFolder("\(name)/b")
      try folder.makeSymbolicLink("\(name)/c", to: "one")
      try folder.makeSymbolicLink("\(name)/d", to: "a")
      try folder.makeFolder("\(name)/e", mode: 0o755)
      try folder.makeSymbolicLink("\(name)/same", to: "nowhere")
    } _: { folder, name in
      try folder.makeFolder("\(name)/a")
      try folder.makeSymbolicLink("\(name)/b", to: "x")
      try folder.makeSymbolicLink("\(name)/c", to: "two")
      try folder.write("\(name)/d", "x")
      try folder.makeFolder("\(name)/e", mode: 0o700)
      try folder.makeSymbolicLink("\(name)/same", to: "nowhere")
    }
  }

  @Test func `a hard link is compared as the file that it leads to`() throws {
    try expect(["changed content b", "changed content c"]) { folder, name in
      try folder.write("\(name)/a", "x")
      try folder.makeHardLink("\(name)/b", to: "\(name)/a")
      try folder.write("\(name)/c", "y")
      try folder.makeHardLink("\(name)/same", to: "\(name)/a")
    } _: { folder, name in
      try folder.write("\(name)/a", "x")
      try folder.write("\(name)/c", "z")
      try folder.makeHardLink("\(name)/b", to: "\(name)/c")
      try folder.write("\(name)/same", "x")
    }
  }

  @Test func `a change has the entries of both sides`() throws {
    let folder = try TemporaryFolder()
    let old = try folder.archive("old.tar") {
      $0.file("a", "four", mode: 0o600)
      $0.file("b/c", "x")
    }
    let new = try folder.archive("new.tar") { $0.file("a", "five!", mode: 0o644) }
    #expect(
      try old.changes(to: new) == [
        Change(
          path: path("a"), kind: .changed, aspects: [.content, .mode],
          old: Change.Side(kind: .file, mode: 0o600, size: 4),
          new: Change.Side(kind: .file, mode: 0o644, size: 5)),
        Change(
          path: path("b"), kind: .removed, aspects: [],
          old: Change.Side(kind: .folder, mode: nil, size: 0), new: nil),
        Change(
          path: path("b/c"), kind: .removed, aspects: [],
          old: Change.Side(kind: .file, mode: 0o644, size: 1), new: nil),
      ])
  }

  @Test func `a folder without an entry equals one with an entry`() throws {
    let folder = try TemporaryFolder()
    let one = try folder.archive("one.tar") { $0.file("a/b", "x") }
    let two = try folder.archive("two.tar") {
      $0.folder("a/", mode: 0o700)
      $0.file("a/b", "x")
    }
    #expect(try one.changes(to: two) == [])
    #expect(try two.changes(to: one) == [])
  }

  @Test func `a part can be compared even if its hard links lead outside`() throws {
    let folder = try TemporaryFolder()
    let one = try folder.archive("one.tar") {
      $0.file("a", "x")
      $0.hardLink("part/b", to: "a")
      $0.hardLink("part/c", to: "a")
    }
    let two = try folder.archive("two.tar") {
      $0.file("other", "not part of it")
      $0.file("part/b", "x")
      $0.file("part/c", "changed")
    }
    let comparison = Comparison(
      one, two, selection: Selection(paths: [path("part")]), context: .failing)
    #expect(briefly(try comparison.changes()) == ["changed content part/c"])
  }

  @Test func `damage ends a comparison`() throws {
    let folder = try TemporaryFolder()
    let whole = try folder.archive("whole.tar") { $0.file("a", "x") }
    try folder.write("cut.tar".bytes, Array(folder.contents("whole.tar".bytes).prefix(600)))
    let failure = #expect(throws: StoreError.self) {
      try whole.changes(to: folder.collection("cut.tar"))
    }
    #expect(failure?.code == .damaged)
  }
}
