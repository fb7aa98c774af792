/// What a person decides about a site.
package struct SiteOptions: Sendable {
  /// The address at which the site will be, without a `/` at the end; nil if that is not known.
  /// Feeds, the map of the site and canonical links need it.
  package var url: String?
  package var title: String
  /// The language of posts that do not state theirs (BCP 47).
  package var language = "en"
  package var includesDrafts = false
  /// The greatest number of rows on a page of a listing, 1 or more.
  package var rowsPerPage = 1000
  /// Whether pictures on other hosts are loaded.
  package var loadsRemoteImages = false
  /// Whether assets that may run programs in a browser are copied.
  package var trustsAssets = false
  /// Returns a name as a shell reads it.
  package var quote: @Sendable ([UInt8]) -> String

  package init(title: String, quote: @escaping @Sendable ([UInt8]) -> String) {
    self.title = title
    self.quote = quote
  }

  /// The part of the address after the host, without a `/` at the end: the path of the site.
  var urlPath: String {
    guard let url, let start = url.range(of: "://") else { return "" }
    let rest = url[start...]
    return rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? ""
  }

  /// The host of the address, for the names of posts in feeds.
  var host: String {
    guard let url, let start = url.range(of: "://") else { return "localhost" }
    return String(url[start...].prefix { $0 != "/" && $0 != ":" })
  }

  /// All that pages depend on besides the posts, as text.
  var fingerprint: String {
    "\(url ?? "-") \(title.debugDescription) \(language) \(includesDrafts) \(rowsPerPage) "
      + "\(loadsRemoteImages) \(trustsAssets)"
  }
}

extension String {
  /// Returns the index after the first occurrence of a text; nil if it does not occur.
  fileprivate func range(of text: String) -> String.Index? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(text) { return self.index(index, offsetBy: text.count) }
      index = self.index(after: index)
    }
    return nil
  }
}
