import Answers
import CollectionSupport
import Entries
import Posts
import Store
import TestSupport
import View
import Web

/// A small collection with one thing of each kind, and the answers to requests for it.
struct SmallSite {
  let folder: TemporaryFolder
  private let options: SiteOptions
  private let prefix: Path
  private let answerer: Answerer

  init(prefix: String = "", change: (inout SiteOptions) -> Void = { _ in }) throws {
    let folder = try TemporaryFolder()
    try folder.write("secret.md", "# secret\n")
    try folder.write("c/post/a.md", "---\ntitle: First\ndate: 2024-01-02\ntags: [x]\n---\n\nA.\n")
    try folder.write("c/post/b.md", "# Second\n\n[a](a.md)\n")
    try folder.write("c/post/draft.md", "---\ndraft: true\n---\nsecret\n")
    try folder.write("c/post/.hidden.md", "secret\n")
    try folder.makeSymbolicLink("c/post/link.md", to: "a.md")
    try folder.makeFIFO("c/post/pipe.md")
    try folder.write("c/a.bin", "0123456789")
    try folder.write("c/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
    try folder.write("c/evil.svg", "<svg><script>1</script></svg>")
    try folder.write("c/page.html", "<p>x</p>")
    try folder.write("c/ odd/%2e\\ ?#\u{7BB1}\n.md", "odd\n")
    try folder.write("c/post/raw-".bytes + [0xFF, 0xFE] + ".md".bytes, "raw\n".bytes)
    var options = SiteOptions(title: "A blog") { String(decoding: $0, as: UTF8.self) }
    options.url = "https://blog.example"
    change(&options)
    try self.init(folder, options, path(prefix))
  }

  private init(_ folder: TemporaryFolder, _ options: SiteOptions, _ prefix: Path) throws {
    self.folder = folder
    self.options = options
    self.prefix = prefix
    let (site, collection) = try Self.plan(folder, "c", options)
    answerer = Answerer(
      SiteReader(site, of: collection), hosts: HostRule(names: ["Blog.example"]), prefix: prefix)
  }

  /// Plans the site of a collection in the folder.
  static func plan(
    _ folder: TemporaryFolder, _ name: String, _ options: SiteOptions
  ) throws -> (Site, PostCollection) {
    let collection = try folder.collection(name)
    let catalog = try collection.catalog(describe: PostPage.facts, context: .silent())
    return (try Site(catalog, options) { _ in }, collection)
  }

  /// Returns the same site, planned from what is in the folder now.
  func planned() throws -> SmallSite { try SmallSite(folder, options, prefix) }

  func answer(
    _ target: String, host: String = "localhost", more fields: [(String, String)] = []
  ) -> Answer {
    answer(target, method: "GET", [("Host", host)] + fields)
  }

  func answer(_ target: String, method: String, _ fields: [(String, String)]) -> Answer {
    answerer.answer(
      Request(method, target, fields.map { Request.Field($0.0, $0.1) }), context: .silent())
  }

  /// Writes the site of a collection in the folder into another folder, and returns its files.
  func written(of name: String, to output: String) throws -> [Path: [UInt8]] {
    let (site, collection) = try Self.plan(folder, name, options)
    var paths: [Path] = []
    var writer = SiteWriter(site, of: collection, threads: 1, context: .silent()) { event in
      if case .written(let path, _) = event { paths.append(path) }
    }
    try writer.write(to: folder.path(output))
    return try Dictionary(
      uniqueKeysWithValues: paths.map {
        ($0, try folder.contents("\(output)/".bytes + $0.bytes))
      })
  }

  /// Returns the answers for a collection in the folder.
  func answerer(of name: String) throws -> Answerer {
    let (site, collection) = try Self.plan(folder, name, options)
    return Answerer(SiteReader(site, of: collection), hosts: HostRule())
  }
}

extension Answer {
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The value of the only line of the header with a name; nil if there is none.
  subscript(_ name: String) -> String? {
    let values = fields.filter { $0.name.lowercased() == name }.map(\.value)
    return values.count == 1 ? values[0] : nil
  }
}
