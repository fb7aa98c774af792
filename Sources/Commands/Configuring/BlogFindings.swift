import Entries
import Posts
import Store

/// What `init` finds in the folder of a blog.
struct BlogFindings {
  /// The name of the folder of the collection; nil for the folder itself.
  private(set) var collection: String?
  /// The folder of the collection that holds most of the posts, at its first level; nil if they are
  /// in the collection itself, or if there are none.
  private(set) var folder: String?
  /// The form in which most of their front matters are written; nil if none has one.
  private(set) var form: FrontMatter.Format?
  /// The number of the posts in that folder.
  private(set) var posts = 0

  /// The number of names after which the search for posts ends.
  private static let enoughNames = 50_000
  /// The number of posts whose form is looked at.
  private static let enoughPosts = 100

  /// Looks for posts in a folder.
  init(in blog: PostCollection) {
    var paths: [Path] = []
    FolderSurvey(of: blog, enough: Self.enoughNames).visit { folder, child in
      let path = folder.appending(component: child.name)
      if path.isPost, !child.isFolder { paths.append(path) }
      return true
    }
    // Posts of generators and of this program are in one of these; all else there belongs to the
    // generator.
    collection = ["content", "archive"].first { name in
      paths.contains { $0.components.count > 1 && $0.components[0].elementsEqual(name.utf8) }
    }
    if let collection {
      paths.removeAll { !$0.components[0].elementsEqual(collection.utf8) }
    }
    let depth = collection == nil ? 0 : 1
    let groups = Dictionary(grouping: paths) { path in
      path.components.count > depth + 1 ? Array(path.components[depth]) : []
    }
    // Of several with as many posts, the first by name, and a folder before the collection itself.
    let largest = groups.sorted {
      $1.key.isEmpty || !$0.key.isEmpty && $0.key.lexicographicallyPrecedes($1.key)
    }.max { $0.value.count < $1.value.count }
    guard let largest else { return }
    posts = largest.value.count
    folder = largest.key.isEmpty ? nil : String(validating: largest.key, as: UTF8.self)
    form = Self.form(of: largest.value.prefix(Self.enoughPosts), in: blog)
  }

  /// The folder as it is shown: `content/post`.
  var shownFolder: String {
    let parts = [collection, folder].compactMap(\.self)
    return parts.isEmpty ? "this folder" : parts.joined(separator: "/")
  }

  private static func form(
    of paths: some Collection<Path>, in blog: PostCollection
  ) -> FrontMatter.Format? {
    guard let contents = try? blog.contents(of: Array(paths)) else { return nil }
    var counts: [FrontMatter.Format: Int] = [:]
    for path in paths {
      guard let content = try? contents.reader(for: path).all(limit: largestPost),
        let form = PostSource(content).frontMatter?.format
      else { continue }
      counts[form, default: 0] += 1
    }
    return counts.max { $0.value < $1.value }?.key
  }

  /// The largest size of a post that is looked at, in bytes.
  private static let largestPost = 1 << 20
}
