/// The keys that a post's facts are read from, in the order in which they are tried.
enum FactKeys {
  static let dates = ["date", "publishDate", "pubDate", "published", "updated", "lastmod"]
  static let tags = ["tags", "tag", "categories", "keywords"]

  /// The keys whose text is split at its spaces.
  static let cutAtSpaces = ["tags", "categories"]
}
