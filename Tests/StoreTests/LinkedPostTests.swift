import CollectionSupport
import Entries
import Posts
import Store
import TestSupport
import Testing

/// Posts that are links, and folders that are reached through links, in a folder and in archives of
/// it.
struct LinkedPostTests {
  static let forms = ["in", "a.tar", "a.tar.zst"]

  /// Facts as lists show them, without headings.
  static let describe: Describe = { path, content in
    PostFacts(path: path, frontMatter: PostSource(content).frontMatter)
      .titled(orHeading: nil)
  }

  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/_drafts/2019-03-04-shed.md", "---\ntags: [rain]\n---\nRain again.\n")
    try folder.write("in/titled.md", "---\ntitle: A title\ndate: 2001-01-01\n---\n")
    try folder.makeFolder("in/post")
    try folder.makeHardLink("in/post/2024-05-06-roof.md", to: "in/_drafts/2019-03-04-shed.md")
    try folder.makeSymbolicLink("in/post/2023-01-02-wall.md", to: "../_drafts/2019-03-04-shed.md")
    try folder.makeSymbolicLink("in/post/2022-01-02-door.md", to: "../titled.md")
    try folder.makeSymbolicLink("in/post/2021-01-02-gone.md", to: "../nothing.md")
    try folder.makeSymbolicLink("in/now", to: "post")
    try folder.makeSymbolicLink("in/out", to: "..")
    for name in Self.forms.dropFirst() { try folder.pack("in", as: name) }
  }

  @Test(arguments: forms)
  func `a link has its own date and draft mark, and the title, size and tags of its content`(
    form: String
  ) throws {
    let catalog = try folder.collection(form).catalog(
      below: [path("post")], describe: Self.describe, context: .failing)
    let lines = catalog.listed.dropFirst().map { item in
      let facts = item.facts
      return "\(facts?.date?.written ?? "") \(item.title ?? "") \(facts?.draft ?? true) "
        + "\(facts?.tags ?? []) \(item.entry.size)"
    }
    #expect(
      lines == [
        "2021-01-02 2021 01 02 gone false [] 0",
        "2001-01-01 A title false [] 40",
        "2023-01-02 2023 01 02 wall false [\"rain\"] 33",
        "2024-05-06 2024 05 06 roof false [\"rain\"] 33",
      ])
  }

  @Test(arguments: forms)
  func `a link to a folder is followed where a path names it`(form: String) throws {
    let collection = try folder.collection(form)
    let names = [
      "2021-01-02-gone.md", "2022-01-02-door.md", "2023-01-02-wall.md", "2024-05-06-roof.md",
    ]
    let listed = try collection.catalog(below: [path("now")], context: .failing).listed
    #expect(listed.map(\.entry.path) == [path("now")] + names.map { path("now/\($0)") })
    let whole = try collection.catalog(context: .failing)
    #expect(whole.below(path("now")).isEmpty)
    let one = try collection.catalog(below: [path("now/2024-05-06-roof.md")], context: .failing)
    #expect(one.listed.map(\.entry.path).contains(path("now/2024-05-06-roof.md")))
  }

  @Test(arguments: forms)
  func `a link that leads out of the collection is not followed`(form: String) throws {
    let listed = try folder.collection(form).catalog(below: [path("out")], context: .failing).listed
    #expect(listed.map(\.entry.path) == [path("out")])
    #expect(listed.first?.entry.isFolder == false)
  }
}
