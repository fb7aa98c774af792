package import Entries
package import Posts

extension PostCollection {
  /// Returns paths as the collection spells them.
  ///
  /// The same letter can be written as one code point or as several: `é` is U+00E9 where it is
  /// typed, and U+0065 U+0301 in names that macOS made. A path leads to exactly what is at its
  /// bytes; only if nothing is, each component leads to a name that is canonically equivalent to it
  /// (Unicode 16, 3.7). Paths at which nothing is found, and all paths of a pipe, are returned
  /// unchanged.
  package func spelled(_ paths: [Path], context: Context = .silent()) -> [Path] {
    guard paths.contains(where: { !$0.isASCII }), canBeReadAgain else { return paths }
    let spelling = Spelling(of: self, context: context.silenced)
    return paths.map { $0.isASCII ? $0 : spelling.find($0) ?? $0 }
  }
}

/// The spellings of paths in a collection.
private struct Spelling {
  private let entry: (Path) -> Entry?
  private let names: (Path, [UInt8]) -> [[UInt8]]

  init(of collection: PostCollection, context: Context) {
    if collection.folder != nil || collection.index != nil {
      entry = { (try? collection.entry(at: $0, context: context)) ?? nil }
      names = { folder, beginning in
        let children = try? collection.children(
          of: folder, beginningWith: beginning, context: context)
        return (children ?? []).map(\.name)
      }
    } else {
      // Each question would read the archive from its beginning.
      let catalog = try? collection.catalog(context: context)
      entry = { $0.isRoot ? .impliedFolder($0) : catalog?[$0]?.entry }
      names = { folder, _ in
        (catalog?.children(of: folder) ?? []).map { Array($0.entry.path.lastComponent) }
      }
    }
  }

  /// Returns the path at which something is that a path means; nil if nothing is.
  func find(_ path: Path) -> Path? {
    if isThere(path) { return path }
    var found = Path.root
    for component in path.components {
      let exact = found.appending(component: component)
      if isThere(exact) {
        found = exact
      } else if let name = name(equivalentTo: Array(component), in: found) {
        found = found.appending(component: name)
      } else {
        return nil
      }
    }
    return found
  }

  private func isThere(_ path: Path) -> Bool {
    if entry(path) != nil { return true }
    guard let folder = place(path.parent), folder != path.parent else { return false }
    return entry(folder.appending(component: path.lastComponent)) != nil
  }

  private func name(equivalentTo component: [UInt8], in folder: Path) -> [UInt8]? {
    guard let text = String(validating: component, as: UTF8.self), let folder = place(folder) else {
      return nil
    }
    let beginning = component.beginningInAnySpelling
    // Two strings are equal if they are canonically equivalent.
    return names(folder, beginning).first { String(validating: $0, as: UTF8.self) == text }
  }

  /// Returns a folder without symbolic links on the way.
  private func place(_ folder: Path) -> Path? {
    try? LinkResolution.resolve(folder) { path in
      guard case .symbolicLink(let target) = entry(path)?.kind else { return nil }
      return target
    }
  }
}

extension [UInt8] {
  /// The bytes with which each name begins that is canonically equivalent to one that begins with
  /// these.
  package var beginningInAnySpelling: [UInt8] {
    guard let end = firstIndex(where: { $0 >= 0x80 }) else { return self }
    // The last of the ASCII characters may be a part of the letter that follows.
    return Array(self[..<end].dropLast())
  }
}

extension Path {
  fileprivate var isASCII: Bool { bytes.span.isASCII }
}
