import Archives
import Checking
import CollectionSupport
import Entries
import Posts
import Store
import TestSupport
import Testing

/// Verification of archives by a scan.
@Suite struct VerificationTests {
  private func verify(
    _ archive: PostCollection, quick: Bool = false
  ) throws -> (Verification.Summary, [Reports.Brief]) {
    let reports = Reports()
    var options = Verification.Options()
    options.isQuick = quick
    let summary = try Verification(archive, options: options, context: reports.context).verify()
    return (summary, reports.briefly)
  }

  @Test(arguments: [false, true])
  func `members and posts and bytes are counted`(quick: Bool) throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.folder("post/")
      $0.folder("post/folder.md/")
      $0.file("post/a.md", "content")
      $0.file("post/b.Markdown", "!")
      $0.file("post/picture.png", "picture")
      $0.hardLink("post/c.md", to: "post/a.md")
      $0.symbolicLink("post/d.md", to: "a.md")
    }
    var expected = Verification.Summary()
    expected.members = 7
    expected.posts = 4
    expected.bytes = 15
    let (summary, reports) = try verify(archive, quick: quick)
    #expect(summary == expected)
    #expect(reports == [])
  }

  @Test(arguments: [false, true])
  func `a hard link is whole only if a file comes before it at its target`(quick: Bool) throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.hardLink("to-itself", to: "to-itself")
      $0.hardLink("to-later", to: "a.md")
      $0.file("a.md", "one")
      $0.hardLink("good", to: "a.md")
      $0.hardLink("to-good", to: "good")
      $0.hardLink("to-nothing", to: "b.md")
      $0.folder("folder/")
      $0.hardLink("to-folder", to: "folder")
    }
    let (summary, reports) = try verify(archive, quick: quick)
    let lost = ["to-itself", "to-later", "to-nothing", "to-folder"]
    #expect(summary.isDamaged)
    #expect(summary.lost == lost.map { path($0) })
    #expect(summary.members == 4)
    #expect(reports == lost.map { Reports.Brief(.damaged, $0) })
  }

  @Test(arguments: [false, true])
  func `a file that goes on after its archive is not whole`(quick: Bool) throws {
    let folder = try TemporaryFolder()
    let (first, second) = (
      TarBuilder.archive { $0.file("a.md", "a") }, TarBuilder.archive { $0.file("b.md", "b") }
    )
    try folder.write("a.tar".bytes, first + second)
    let (summary, reports) = try verify(try folder.collection("a.tar"), quick: quick)
    #expect(summary.isDamaged && summary.hasLostUnnamed)
    #expect(summary.posts == 1)
    #expect(reports == [Reports.Brief(.damaged, "")])
  }

  @Test func `members that unpacking would refuse are reported`() throws {
    let folder = try TemporaryFolder()
    let archive = try folder.archive {
      $0.file("../up", "x")
      $0.file("/absolute", "x")
      $0.file("a", "x")
      $0.hardLink("b", to: "../up")
    }
    let (summary, reports) = try verify(archive)
    #expect(summary.members == 1)
    #expect(reports == ["../up", "/absolute", "b"].map { Reports.Brief(.refused, $0) })
  }

  @Test(arguments: ArchiveForm.allCases, [false, true])
  func `an archive cut short is not whole`(form: ArchiveForm, quick: Bool) throws {
    let folder = try TemporaryFolder()
    for number in 0..<20 { try folder.write("in/\(number)", "content of \(number)") }
    try folder.pack("in", as: "a.\(form.rawValue)")
    let bytes = try folder.contents("a.\(form.rawValue)".bytes)
    #expect(try verify(folder.collection("a.\(form.rawValue)")).0.members == 20)
    for count in stride(from: 0, to: bytes.count - 512, by: 61) {
      try folder.write("cut".bytes, Array(bytes[..<count]))
      do {
        let (summary, reports) = try verify(folder.collection("cut"), quick: quick)
        #expect(summary.isDamaged)
        #expect(summary.members < 20 || summary.lost == [])
        #expect(reports.contains { $0.code == .damaged })
      } catch let error as StoreError {
        #expect(error.archive == folder.path("cut"))
      }
    }
  }

  @Test func `members before the damage are counted and the damaged member is named`() throws {
    let folder = try TemporaryFolder()
    let whole = TarBuilder.archive {
      $0.file("a.md", "x")
      $0.file("b.md".bytes, [UInt8](repeating: 0x78, count: 5_000))
      $0.file("c.md", "y")
    }
    try folder.write("cut.tar".bytes, Array(whole.prefix(3_000)))
    let (summary, reports) = try verify(folder.collection("cut.tar"))
    var expected = Verification.Summary()
    expected.members = 1
    expected.posts = 1
    expected.bytes = 1
    expected.isDamaged = true
    expected.lost = [path("b.md")]
    expected.hasLostUnnamed = true
    #expect(summary == expected)
    #expect(summary.lostPosts == 1)
    #expect(reports == [Reports.Brief(.damaged, "b.md")])
  }

  @Test func `a file that is not an archive is reported as such`() throws {
    let folder = try TemporaryFolder()
    try folder.write("empty")
    try folder.write("text", String(repeating: "no tar\n", count: 200))
    try folder.makeFolder("folder")
    for name in ["empty", "text", "folder"] {
      let failure = #expect(throws: StoreError.self) { _ = try verify(folder.collection(name)) }
      #expect(failure?.code == .notAnArchive, "\(name)")
    }
    let failure = #expect(throws: StoreError.self) { try folder.collection("missing") }
    #expect(failure?.code == .unreadable)
  }
}
