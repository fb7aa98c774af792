package import Posts

extension Site {
  /// The number of posts that have a page.
  package var postCount: Int { posts.count }

  /// A name that some hosts cannot keep.
  package enum UnportableName {
    /// Names that differ only in case, or in the way in which Unicode composes letters.
    case alike([Path])
    /// A name that ends in a dot or a space.
    case end(Path)

    /// The problem as a sentence without a full stop.
    package var description: String {
      switch self {
      case .alike(let paths):
        paths.map(\.description).joined(separator: " and ")
          + ": some hosts take these names for one"
      case .end(let path): "\(path): some hosts drop the dot or the space at the end of the name"
      }
    }
  }

  /// The names that some hosts cannot keep, in the order of their paths.
  package var unportableNames: [UnportableName] {
    var alike: [String: [Path]] = [:]
    var found: [UnportableName] = []
    for path in (files.map(\.path) + pagePaths).sorted() {
      // Strings are equal if they are canonically equivalent.
      alike[path.description.lowercased(), default: []].append(path)
      if path.components.contains(where: { $0.last == .dot || $0.last == .space }) {
        found.append(.end(path))
      }
    }
    let groups = alike.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    return groups.map { .alike($0) } + found
  }
}
