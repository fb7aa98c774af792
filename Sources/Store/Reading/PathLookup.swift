package import Entries
package import Posts

/// Looks for what is at paths of a collection, as often as it is asked.
///
/// An archive without an index is read once, when the first question comes.
package final class PathLookup {
  private let collection: PostCollection
  private let context: Context
  private var scanned: Catalog?

  package init(in collection: PostCollection, context: Context = .silent()) {
    self.collection = collection
    self.context = context.silenced
  }

  /// Whether a question costs little: the collection is a folder or has an index.
  package var isFast: Bool { collection.folder != nil || collection.index != nil }

  /// Returns the entry at a path, without following links; nil if there is none.
  package func entry(at path: Path) throws(StoreError) -> Entry? {
    if isFast || path.isRoot { return try collection.entry(at: path, context: context) }
    return try catalog()[path]?.entry
  }

  /// Returns the entries directly in a folder whose names begin with certain bytes.
  package func children(
    of folder: Path, beginningWith beginning: [UInt8] = []
  ) throws(StoreError) -> [Child] {
    if isFast {
      return try collection.children(
        of: folder, beginningWith: beginning, context: context)
    }
    return try catalog().children(of: folder).lazy
      .map { Child($0.entry, below: folder) }
      .filter { $0.name.starts(with: beginning) }
  }

  private func catalog() throws(StoreError) -> Catalog {
    if let scanned { return scanned }
    let catalog = try collection.catalog(context: context)
    scanned = catalog
    return catalog
  }
}

// MARK: - Spellings

extension PathLookup {
  /// Returns the path at which something is that a path means; nil if nothing is.
  ///
  /// The same letter can be written as one code point or as several: `é` is U+00E9 where it is
  /// typed, and U+0065 U+0301 in names that macOS made. A path leads to exactly what is at its
  /// bytes; only if nothing is, each component leads to a name that is canonically equivalent to it
  /// (Unicode 16, 3.7).
  package func find(_ path: Path) -> Path? {
    if isThere(path) { return path }
    guard !path.isASCII else { return nil }
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
    if known(path) != nil { return true }
    guard let folder = place(path.parent), folder != path.parent else { return false }
    return known(folder.appending(component: path.lastComponent)) != nil
  }

  private func known(_ path: Path) -> Entry? { (try? entry(at: path)) ?? nil }

  private func name(equivalentTo component: [UInt8], in folder: Path) -> [UInt8]? {
    guard let text = String(validating: component, as: UTF8.self), let folder = place(folder) else {
      return nil
    }
    // Two strings are equal if they are canonically equivalent.
    return (try? children(of: folder, beginningWith: component.beginningInAnySpelling))?.first {
      String(validating: $0.name, as: UTF8.self) == text
    }?.name
  }

  /// Returns a folder without symbolic links on the way.
  private func place(_ folder: Path) -> Path? {
    try? LinkResolution.resolve(folder) { path in
      guard case .symbolicLink(let target) = known(path)?.kind else { return nil }
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
