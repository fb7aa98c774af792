import Posts
import View

/// The map of a site, for search engines (sitemaps.org 0.9).
extension Site {
  /// The greatest number of addresses in a file of the map (sitemaps.org).
  private static let mostAddresses = 50_000
  private static let namespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

  /// The pages on the map: the listing of the whole site, then those of texts.
  private var mapped: [Path] { [SitePaths.listing(of: .root, page: 1)] + pages.map(\.path) }

  /// The number of files that the addresses need, 1 or more.
  var sitemapParts: Int { (pages.count + Self.mostAddresses) / Self.mostAddresses }

  /// Returns a part of the map.
  ///
  /// - Parameter part: From 1 to `sitemapParts`.
  func sitemap(part: Int) -> [UInt8] {
    map(
      "urlset", of: mapped.dropFirst((part - 1) * Self.mostAddresses).prefix(Self.mostAddresses),
      each: "url")
  }

  /// Returns the file that names all parts of the map.
  func sitemapIndex() -> [UInt8] {
    map("sitemapindex", of: (1...sitemapParts).map(SitePaths.sitemap), each: "sitemap")
  }

  private func map(_ root: StaticString, of paths: some Sequence<Path>, each name: StaticString)
    -> [UInt8]
  {
    var xml = MarkupWriter()
    xml.declaration()
    xml.open(root, ["xmlns": Self.namespace])
    xml.newline()
    for path in paths {
      xml.open(name)
      xml.element("loc", absolute(path))
      xml.close(name)
      xml.newline()
    }
    xml.close(root)
    xml.newline()
    return xml.bytes
  }
}
