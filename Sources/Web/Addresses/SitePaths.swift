package import Posts
import View

/// The paths of a site's own files, all of them in one folder.
package enum SitePaths {
  /// The folder, which no collection may have itself.
  package static let own = Path(uncheckedBytes: Array("_blogsh".utf8))
  package static let manifest = own.appending(component: Array("manifest".utf8))
  static let style = own.appending(component: Array("style.css".utf8))
  static let script = own.appending(component: Array("prompt.js".utf8))
  static let tags = own.appending(component: Array("tags.html".utf8))
  static let tree = own.appending(component: Array("tree.html".utf8))
  static let search = own.appending(component: Array("search.html".utf8))
  static let words = own.appending(component: Array("search".utf8))
  static let wordsManifest = words.appending(component: Array("manifest.js".utf8))
  static let atom = own.appending(component: Array("feed.xml".utf8))
  static let jsonFeed = own.appending(component: Array("feed.json".utf8))
  static let notFound = Path(uncheckedBytes: Array("404.html".utf8))
  static let sitemap = Path(uncheckedBytes: Array("sitemap.xml".utf8))
  static let noJekyll = Path(uncheckedBytes: Array(".nojekyll".utf8))

  /// Returns the path of a part of the map of a site. A map is only believed about addresses in its
  /// own folder and below it (sitemaps.org), so that a part cannot be among the site's own files.
  ///
  /// - Parameter part: From 1.
  static func sitemap(part: Int) -> Path {
    Path(uncheckedBytes: Array("sitemap.\(part).xml".utf8))
  }

  /// Whether a path is that of a map of a site, or can be that of a part of one.
  static func isSitemap(_ path: Path) -> Bool {
    if path == sitemap { return true }
    let name = String(decoding: path.bytes, as: UTF8.self)
    guard name.hasPrefix("sitemap."), name.hasSuffix(".xml") else { return false }
    let part = name.dropFirst(8).dropLast(4)
    return !part.isEmpty && part.utf8.allSatisfy(\.isDigit)
  }

  /// Returns the page of a listing.
  ///
  /// - Parameter number: From 1.
  static func listing(of folder: Path, page number: Int) -> Path {
    folder.appending(component: Array((number == 1 ? "index.html" : "index.\(number).html").utf8))
  }

  /// Returns the page of a tag or of a year.
  static func list(_ kind: String, _ name: String, page number: Int = 1, as suffix: String = "html")
    -> Path
  {
    let number = number == 1 ? "" : ".\(number)"
    return own.appending(component: Array(kind.utf8))
      .appending(component: fileName(name) + Array("\(number).\(suffix)".utf8))
  }

  /// Returns a name that a file can have, and that no other name gives.
  private static func fileName(_ name: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for byte in name.utf8 {
      let isKept =
        byte > .space && byte != .slash && byte != 0x7F && byte != UInt8(ascii: "%")
        && (byte != .dot || !bytes.isEmpty)
      if isKept { bytes.append(byte) } else { bytes.appendPercentEncoded(byte) }
    }
    guard bytes.count > longestName else { return bytes }
    let hash = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    return Array(bytes[..<longestName]) + Array("%\(String(hash, radix: 16))".utf8)
  }

  /// The greatest length of a tag's part of a file name in bytes.
  private static let longestName = 150
}
