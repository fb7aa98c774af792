import Entries
import Posts
import Testing

@testable import Web

/// The map of a site, which search engines read up to 50,000 addresses a file.
struct SitemapTests {
  private func site(posts: Int) throws -> Site {
    let entries = (0..<posts).map { number in
      ListedEntry(
        entry: Entry(
          path: Path(uncheckedBytes: Array("\(number).md".utf8)), kind: .file, mode: nil,
          modified: nil, size: 1))
    }
    let context = Context(report: { _ in })
    var options = SiteOptions(title: "T") { String(decoding: $0, as: UTF8.self) }
    options.url = "https://a.example"
    return try Site(Catalog(entries, of: nil, context: context), options) { _ in }
  }

  private func addresses(in document: SiteDocument, of site: Site) throws -> [String] {
    let text = String(decoding: try #require(site.bytes(of: document)), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      guard let start = line.firstRange(of: "<loc>"), let end = line.firstRange(of: "</loc>")
      else { return nil }
      return String(line[start.upperBound..<end.lowerBound])
    }
  }

  @Test func `up to 50,000 addresses are in one file`() throws {
    let site = try site(posts: 49_999)
    let maps = site.documents.filter { SitePaths.isSitemap($0.path) }
    #expect(maps.map(\.path) == [SitePaths.sitemap])
    #expect(Set(try addresses(in: maps[0].document, of: site)).count == 50_000)
  }

  @Test func `more addresses are in several files, which the first one names`() throws {
    let site = try site(posts: 50_000)
    let maps = site.documents.filter { SitePaths.isSitemap($0.path) }
    #expect(maps.map(\.path.address) == ["sitemap.1.xml", "sitemap.2.xml", "sitemap.xml"])
    #expect(
      try addresses(in: maps[2].document, of: site)
        == ["https://a.example/sitemap.1.xml", "https://a.example/sitemap.2.xml"])
    let first = try addresses(in: maps[0].document, of: site)
    let second = try addresses(in: maps[1].document, of: site)
    #expect(first.count == 50_000 && second.count == 1)
    #expect(first[0] == "https://a.example/index.html")
    #expect(Set(first + second).count == 50_001)
  }

  @Test(arguments: [
    ("sitemap.xml", true), ("sitemap.12.xml", true), ("sitemap.x.xml", false),
    ("a/sitemap.xml", false), ("sitemap..xml", false), ("sitemap", false),
  ])
  func `a file of the collection does not take the place of a map`(name: String, isMap: Bool) {
    #expect(SitePaths.isSitemap(Path(uncheckedBytes: Array(name.utf8))) == isMap)
  }
}
