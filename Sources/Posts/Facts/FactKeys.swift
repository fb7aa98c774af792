/// Names the keys that the facts of a post are read from, in the order they are asked.
enum FactKeys {
  static let dates = ["date", "publishDate", "pubDate", "published", "updated", "lastmod"]
  static let tags = ["tags", "tag", "categories", "keywords"]

  /// Names those whose text is cut at its spaces.
  static let cutAtSpaces = ["tags", "categories"]
}
