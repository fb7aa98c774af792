import Posts

/// A post to be written, with the keys that its neighbours have.
struct NewPost {
  let title: String
  let tags: [String]
  let isDraft: Bool
  /// The moment in seconds since 1970, and the seconds by which clocks are ahead of UTC.
  let now: (moment: Int64, secondsEast: Int64)

  /// Returns the text of the post.
  ///
  /// - Parameter format: the form of the front matter; nil for that of the neighbours, or YAML.
  func text(like neighbours: Neighbours, as format: FrontMatter.Format?) -> String {
    let format = format ?? neighbours.format ?? .yaml
    let form = neighbours.dateForm ?? .day
    let date = (format == .toml ? form.inTOML : form)
      .text(of: now.moment, secondsEast: now.secondsEast)
    var text = FrontMatterText(format: format)
    let keys = neighbours.keys(in: format)
    let has = { (names: [String]) in
      names.first { name in keys.contains { $0.key.isSameKey(as: name) } }
    }
    let capital = { (key: String) in format == .pelican ? key.capitalizedASCII : key }
    let dateKey = has(Array(FactKeys.publishing)) ?? "date"
    let tagsKey = has(FactKeys.tags) ?? "tags"
    let hasDate = has([dateKey]) != nil
    if has(["title"]) == nil {
      text.append(capital("title"), .text(title))
      if !hasDate { text.append(capital("date"), .date(date)) }
    }
    for key in keys {
      switch key.key.lowercased() {
      case "title":
        text.append(key.key, .text(title))
        if !hasDate { text.append(capital("date"), .date(date)) }
      case dateKey.lowercased(): text.append(key.key, .date(date))
      case tagsKey: text.append(key.key, .list(tags))
      case "draft": text.append(key.key, .flag(isDraft))
      case "published" where key.values.allSatisfy { $0.isYes != nil }:
        text.append(key.key, .flag(!isDraft))
      case "status": text.append(key.key, .text(isDraft ? "draft" : "published"))
      case "taxonomies": text.append(key.key, "tags", .list(tags))
      default: key.content.map { text.append(key.key, $0) }
      }
    }
    if isDraft, has(["draft", "published", "status"]) == nil {
      let isPelican = format == .pelican
      text.append(isPelican ? "Status" : "draft", isPelican ? .text("draft") : .flag(true))
    }
    if !tags.isEmpty, has(FactKeys.tags + ["taxonomies"]) == nil {
      text.append(capital("tags"), .list(tags))
    }
    return text.text + "\n"
  }
}

extension Neighbours.Key {
  /// The content that a new post has under the key: the value that all have, or else nothing yet;
  /// nil if the key had better not be there.
  fileprivate var content: FrontMatterText.Content? {
    guard let last = values.last, !FactKeys.isOfOnePost(key) else { return nil }
    if values.count > 1, values.allSatisfy({ $0 == last }) {
      if case .table = last { return nil }
      return .value(last)
    }
    switch last {
    case .list: return .nothing(isList: true)
    case .string(let text) where PostDate(text) == nil: return .nothing(isList: false)
    case .string, .table, .bool, .integer, .double, .null: return nil
    }
  }
}

extension String {
  fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
