import Archives
import CollectionSupport
import Entries
import Posts
import Store
import TestSupport
import Testing
import Unpacking

/// The newest member of a path counts, whatever kind it is of; GNU tar leaves the same.
struct NewestMemberTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The entries that are left, a folder with a `/` at its end.
    let left: [String]
    /// Whether GNU tar refuses a member that takes the place of another.
    var isRefusedByTar = false
    let build: @Sendable (inout TarBuilder) -> Void

    init(
      _ name: String, left: [String], isRefusedByTar: Bool = false,
      _ build: @escaping @Sendable (inout TarBuilder) -> Void
    ) {
      testDescription = name
      self.left = left
      self.isRefusedByTar = isRefusedByTar
      self.build = build
    }
  }

  static let cases = [
    Case("a post becomes a folder", left: ["boat/", "boat/hull.md"]) {
      $0.file("boat", "old")
      $0.folder("boat/")
      $0.file("boat/hull.md", "new")
    },
    Case("a post becomes an implied folder", left: ["boat/", "boat/hull.md"], isRefusedByTar: true)
    {
      $0.file("boat", "old")
      $0.file("boat/hull.md", "new")
    },
    Case("a folder becomes a post", left: ["boat"], isRefusedByTar: true) {
      $0.folder("boat/")
      $0.file("boat/hull.md", "old")
      $0.file("boat/oars/one.md", "old")
      $0.file("boat", "new")
    },
    Case("an implied folder becomes a post", left: ["boat"], isRefusedByTar: true) {
      $0.file("boat/hull.md", "old")
      $0.file("boat", "new")
    },
    Case("an empty folder becomes a post", left: ["boat"]) {
      $0.folder("boat/")
      $0.file("boat", "new")
    },
    Case("a folder becomes a link", left: ["boat", "ship"], isRefusedByTar: true) {
      $0.folder("boat/")
      $0.file("boat/hull.md", "old")
      $0.file("ship", "other")
      $0.symbolicLink("boat", to: "ship")
    },
    Case("a link becomes a folder", left: ["boat/", "boat/hull.md", "ship/"]) {
      $0.folder("ship/")
      $0.symbolicLink("boat", to: "ship")
      $0.folder("boat/")
      $0.file("boat/hull.md", "new")
    },
    Case("a folder is added again", left: ["boat/", "boat/hull.md", "boat/keel.md"]) {
      $0.folder("boat/")
      $0.file("boat/hull.md", "old")
      $0.folder("boat/")
      $0.file("boat/keel.md", "new")
    },
    Case("a post of a hard link becomes a folder", left: ["boat/", "boat/hull.md", "ship"]) {
      $0.file("boat", "old")
      $0.hardLink("ship", to: "boat")
      $0.folder("boat/")
      $0.file("boat/hull.md", "new")
    },
    Case("a post of a hard link gets a new version", left: ["boat", "ship"]) {
      $0.file("boat", "old")
      $0.hardLink("ship", to: "boat")
      $0.file("boat", "new")
    },
  ]

  @Test(arguments: cases)
  func `unpacking leaves the newest members`(given: Case) throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive { given.build(&$0) }
    #expect(try folder.unpack(archive) == [])
    #expect(try entries(of: folder.collection("out")) == given.left)
    guard !given.isRefusedByTar else { return }
    try folder.makeFolder("judge")
    let judge = try Program.run("tar", "-xf", folder.path("a.tar"), "-C", folder.path("judge"))
    #expect(judge.status == 0)
    #expect(try folder.tree("judge", times: false) == folder.tree("out", times: false))
  }

  @Test(arguments: cases)
  func `an archive lists and reads what unpacking leaves`(given: Case) throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive { given.build(&$0) }
    try folder.unpack(archive)
    let unpacked = try folder.collection("out")
    #expect(try entries(of: archive) == given.left)
    for name in given.left where !name.hasSuffix("/") {
      #expect(try archive.text(name) == unpacked.text(name))
    }
    for gone in ["boat/hull.md", "boat/oars/one.md"] where !given.left.contains(gone) {
      #expect(try archive.entry(at: path(gone)) == nil)
      #expect(throws: StoreError.self) { try archive.text(gone) }
    }
  }

  @Test(arguments: cases, [ArchiveForm.tar, .zstd])
  func `packing an archive writes what unpacking leaves`(given: Case, form: ArchiveForm) throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive { given.build(&$0) }
    try folder.unpack(archive)
    try folder.pack("a.tar", as: "b.\(form.rawValue)")
    #expect(try folder.unpack(folder.collection("b.\(form.rawValue)"), into: "again") == [])
    #expect(try folder.tree("again", times: false) == folder.tree("out", times: false))
  }

  @Test func `a folder that was there before stays, and so does what is in it`() throws {
    let folder = try TemporaryFolder()
    try folder.write("out/boat/mine.md", "mine")
    let archive = try folder.archive {
      $0.file("boat/hull.md", "old")
      $0.file("boat", "new")
    }
    for overwriting in Overwriting.allCases {
      let reports = try folder.unpack(archive) { $0.overwriting = overwriting }
      #expect(reports == [Reports.Brief(.exists, "boat")])
      #expect(try folder.content("out/boat/mine.md") == "mine")
    }
  }

  private func entries(of collection: PostCollection) throws -> [String] {
    try collection.catalog(context: .failing).listed.map {
      $0.entry.path.description + ($0.entry.isFolder ? "/" : "")
    }
  }
}
