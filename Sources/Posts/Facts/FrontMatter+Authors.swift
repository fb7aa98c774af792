extension FrontMatter {
  /// The authors of the post as written, each of them once.
  ///
  /// They are in the first of `authors`, `author` and `creator` that has any, at the top, or else
  /// in Zola's `taxonomies` and `extra` or Hugo's `params`. A table is an author by its `name`.
  /// Pelican splits the text of `authors` at its semicolons, or else at its commas.
  package var authors: [String] {
    let tables = [fields] + ["taxonomies", "extra", "params"].compactMap { self[$0]?.fields }
    for table in tables {
      for key in ["authors", "author", "creator"] {
        guard let value = table[key] else { continue }
        var names = value.names
        if format == .pelican, key == "authors" {
          names = names.flatMap { $0.split(separator: $0.contains(";") ? ";" : ",") }
            .map { String($0).foldingWhiteSpace() }
        }
        var seen: Set<String> = []
        names = names.filter { !$0.isEmpty && seen.insert($0).inserted }
        if !names.isEmpty { return names }
      }
    }
    return []
  }
}

extension Value {
  /// The names that a value states: a text, the `name` of a table, or those of each value of a
  /// list.
  fileprivate var names: [String] {
    switch self {
    case .list(let values): values.flatMap(\.names)
    case .table(let fields): fields["name"]?.line.map { [$0] } ?? []
    case .null, .bool, .integer, .double, .string: line.map { [$0] } ?? []
    }
  }
}
