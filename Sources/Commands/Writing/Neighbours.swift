import Entries
import Posts
import Store

/// The front matter of the posts in a folder, which shows how posts are written there.
struct Neighbours {
  /// A key that most of them have, as the last one writes it.
  struct Key {
    let key: String
    let values: [Value]
  }

  private let frontMatters: [FrontMatter]
  /// Whether most of their names begin with a day, as in Jekyll.
  let haveDatedNames: Bool

  /// The number of posts that are read: the last ones, which are the newest if names begin with
  /// dates.
  private static let most = 50

  /// Reads the posts in a folder; one that cannot be read is passed over.
  init(
    in folder: Path, of collection: PostCollection, context: Context
  ) throws(StoreError) {
    let posts = try collection.children(of: folder).filter { !$0.isFolder }
      .map { folder.appending(component: $0.name) }.filter(\.isPost).suffix(Self.most)
    let dated = posts.count { PostDate(path: Path(uncheckedBytes: Array($0.lastComponent))) != nil }
    haveDatedNames = dated > posts.count / 2
    let contents = try collection.contents(of: Array(posts), context: context)
    frontMatters = posts.compactMap { path in
      guard let reader = try? contents.reader(for: path),
        let content = try? reader.all(limit: PostFacts.describedLength)
      else { return nil }
      return PostSource(content).frontMatter.flatMap { $0.problem == nil ? $0 : nil }
    }
  }

  /// The most frequent form of a front matter; nil if there are none.
  var format: FrontMatter.Format? { Self.mostFrequent(of: frontMatters.map(\.format)) }

  /// The most frequent form of a date; nil if there are none.
  var dateForm: DateForm? {
    Self.mostFrequent(
      of: frontMatters.compactMap { frontMatter in
        FactKeys.publishing.lazy.compactMap { frontMatter[$0]?.text }.first.flatMap(DateForm.init)
      })
  }

  /// Returns the keys that more than half of those have whose front matter is in one form, in the
  /// order of the last one.
  func keys(in format: FrontMatter.Format) -> [Key] {
    let own = frontMatters.filter { $0.format == format }
    return (own.last?.fields ?? []).compactMap { field in
      let values = own.compactMap { $0[field.key] }
      return values.count > own.count / 2 ? Key(key: field.key, values: values) : nil
    }
  }

  /// Returns the folder in which most posts of a collection are, or `post` if that is there or
  /// there are none. A post named `index` counts as one in the folder above; hidden folders do not
  /// count.
  static func usualFolder(of collection: PostCollection) throws(StoreError) -> Path {
    if try collection.entry(at: .post)?.isFolder ?? false { return .post }
    var counts: [Path: Int] = [:]
    for item in try collection.catalog(context: .silent()).listed where item.entry.isPost {
      let path = item.entry.path
      if path.components.contains(where: { $0.first == .dot }) { continue }
      let isIndex = path.titleOfName == "index" && !path.parent.isRoot
      counts[isIndex ? path.parent.parent : path.parent, default: 0] += 1
    }
    let most = counts.values.max()
    return counts.filter { $0.value == most }.keys.min() ?? .post
  }

  /// Returns the most frequent value; of several, the one that comes last.
  private static func mostFrequent<Value: Hashable>(of values: [Value]) -> Value? {
    var counts: [Value: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    let most = counts.values.max()
    return values.last { counts[$0] == most }
  }
}
