import CollectionSupport
import Entries
import Glibc
import Posts
import TestSupport
import Testing
import Unpacking

/// Unpacking over existing files, and the reports of a preview about it.
@Suite struct OverwritingTests {
  /// The effect of unpacking on a path that already exists.
  enum Effect { case kept, reported, replaced }

  struct Case: CustomTestStringConvertible {
    let existing: String
    let member: String
    let effects: [Overwriting: Effect]

    init(_ existing: String, _ member: String, never: Effect, ifChanged: Effect, always: Effect) {
      self.existing = existing
      self.member = member
      effects = [.never: never, .ifChanged: ifChanged, .always: always]
    }

    var testDescription: String { "\(member) where \(existing) is" }
  }

  private static let cases = [
    Case("file", "same file", never: .kept, ifChanged: .kept, always: .replaced),
    Case("file", "other file", never: .reported, ifChanged: .replaced, always: .replaced),
    Case("file", "same size", never: .reported, ifChanged: .replaced, always: .replaced),
    Case("file", "other mode", never: .kept, ifChanged: .replaced, always: .replaced),
    Case("file", "link", never: .reported, ifChanged: .replaced, always: .replaced),
    Case("file", "folder", never: .reported, ifChanged: .reported, always: .reported),
    Case("file", "hard link", never: .reported, ifChanged: .replaced, always: .replaced),
    Case("link", "same link", never: .kept, ifChanged: .kept, always: .kept),
    Case("link", "other link", never: .reported, ifChanged: .replaced, always: .replaced),
    Case("link", "same file", never: .reported, ifChanged: .replaced, always: .replaced),
    Case("link", "folder", never: .reported, ifChanged: .reported, always: .reported),
    Case("folder", "same file", never: .reported, ifChanged: .reported, always: .reported),
    Case("folder", "link", never: .reported, ifChanged: .reported, always: .reported),
    Case("folder", "folder", never: .kept, ifChanged: .kept, always: .kept),
    Case("fifo", "same file", never: .reported, ifChanged: .replaced, always: .replaced),
    Case("fifo", "link", never: .reported, ifChanged: .replaced, always: .replaced),
  ]

  private func place(_ what: String, in folder: TemporaryFolder) throws {
    try folder.makeFolder("out")
    switch what {
    case "file": try folder.write("out/x", "content", mode: 0o644)
    case "link": try folder.makeSymbolicLink("out/x", to: "same target")
    case "folder":
      try folder.write("out/x/inside", "stays")
      try folder.makeFolder("out/x", mode: 0o711)
    default: try folder.makeFIFO("out/x")
    }
    try folder.setTime("out/x", 1_000_000)
  }

  private func add(_ what: String, to builder: inout TarBuilder) {
    switch what {
    case "same file": builder.file("x", "content", modified: 2_000_000)
    case "other file": builder.file("x", "other content", modified: 2_000_000)
    case "same size": builder.file("x", "c0ntent", modified: 2_000_000)
    case "other mode": builder.file("x", "content", mode: 0o600, modified: 2_000_000)
    case "link", "other link": builder.symbolicLink("x", to: "other target")
    case "same link": builder.symbolicLink("x", to: "same target")
    case "hard link":
      builder.file("first", "other content")
      builder.hardLink("x", to: "first")
    default: builder.folder("x/", mode: 0o711, modified: 1_000_000)
    }
  }

  @Test(arguments: cases, Overwriting.allCases)
  func `an existing file is kept or reported or replaced`(
    testCase: Case, overwriting: Overwriting
  ) throws {
    let folder = try TemporaryFolder()
    try place(testCase.existing, in: folder)
    let before = try folder.status("out/x")
    let archive = try folder.archive { add(testCase.member, to: &$0) }
    let reports = try folder.unpack(archive) { $0.overwriting = overwriting }
    let effect = testCase.effects[overwriting]
    #expect(reports == (effect == .reported ? [Reports.Brief(.exists, "x")] : []))

    let after = try folder.status("out/x")
    #expect((after.st_ino == before.st_ino) == (effect != .replaced))
    if effect == .replaced {
      #expect(try folder.tree("out", times: false).nodes["x".bytes] == fresh(testCase.member))
    } else {
      #expect(after.st_mode == before.st_mode)
      #expect(after.st_mtim.tv_sec == before.st_mtim.tv_sec)
    }
    if testCase.existing == "folder" { #expect(try folder.content("out/x/inside") == "stays") }
    #expect(try folder.names("out").filter { $0.hasPrefix(".") } == [])
  }

  /// Returns the node of a member that is unpacked into an empty folder.
  private func fresh(_ member: String) throws -> FileTree.Node? {
    let folder = try TemporaryFolder()
    let archive = try folder.archive { add(member, to: &$0) }
    #expect(try folder.unpack(archive) == [])
    return try folder.tree("out", times: false).nodes["x".bytes]
  }

  @Test(arguments: cases, Overwriting.allCases)
  func `a preview reports the same and changes nothing`(
    testCase: Case, overwriting: Overwriting
  ) throws {
    let folder = try TemporaryFolder()
    try place(testCase.existing, in: folder)
    let before = try folder.tree("out")
    let archive = try folder.archive { add(testCase.member, to: &$0) }
    let reports = Reports()
    var visited: [Path] = []
    var options = Unpacker.Options()
    options.overwriting = overwriting
    try Unpacker(
      archive, options: options, context: reports.context, visit: { visited.append($0.path) }
    ).preview(into: folder.path("out"))
    #expect(try folder.tree("out") == before)
    let effect = testCase.effects[overwriting]
    #expect(reports.briefly == (effect == .reported ? [Reports.Brief(.exists, "x")] : []))
    if effect == .replaced { #expect(visited.contains(path("x"))) }
    if effect == .reported { #expect(!visited.contains(path("x"))) }
  }

  @Test func `a preview into a missing folder visits everything`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("a/b", "x")
      $0.symbolicLink("c", to: "d")
    }
    var visited: [Path] = []
    try Unpacker(
      archive, options: Unpacker.Options(), context: .failing,
      visit: { visited.append($0.path) }
    ).preview(into: folder.path("out"))
    #expect(visited == [path("a/b"), path("c")])
    #expect(!folder.exists("out"))
  }

  @Test(arguments: Overwriting.allCases)
  func `unpacking a second time changes nothing`(overwriting: Overwriting) throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.folder("a/", mode: 0o750, modified: 1_000)
      $0.file("a/b", "x")
      $0.hardLink("a/c", to: "a/b")
      $0.symbolicLink("a/d", to: "b")
    }
    #expect(try folder.unpack(archive) == [])
    let once = try folder.tree("out")
    #expect(try folder.unpack(archive) { $0.overwriting = overwriting } == [])
    let differences = try folder.tree("out").differences(from: once)
    withKnownIssue("a folder's time changes when a file in it is only compared") {
      #expect(differences == [])
    } when: {
      overwriting == .never
    }
  }
}
