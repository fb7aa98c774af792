package import ArchiveFormat
package import Entries
package import Posts
package import Store

/// A path at which two collections differ.
package struct Change: Equatable, Sendable {
  package enum Kind: String, Sendable {
    case added, removed, changed
    /// The file has another path, and the same content.
    case renamed
  }

  /// The ways in which an entry that both collections have can differ.
  package struct Aspects: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// The bytes of a file, or the target of a symbolic link.
    package static let content = Aspects(rawValue: 1)
    package static let mode = Aspects(rawValue: 2)
    /// The kind: a file has become a folder, for example.
    package static let type = Aspects(rawValue: 4)
  }

  package let path: Path
  package let kind: Kind
  /// The ways in which the path differs; empty unless both collections have it.
  package let aspects: Aspects
  /// The path as it is in the old collection, and in the new one; nil where it is missing.
  package let old: Side?
  package let new: Side?
  /// The path that a renamed file had in the old collection; nil if it is not renamed.
  package var oldPath: Path?

  package struct Side: Equatable, Sendable {
    package enum Kind: String, Sendable { case file, folder, link, special }
    package let kind: Kind
    /// The mode; nil for a symbolic link, and for a folder known only from the paths below it.
    package let mode: UInt16?
    package let size: Int64
  }
}

extension Change {
  /// Makes the change between two states of a path; nil if they do not differ.
  package init?(path: Path, from old: (Entry, Digest?)?, to new: (Entry, Digest?)?) {
    self.init(
      path: path, from: old.map { Traits($0.0, digest: $0.1) },
      to: new.map { Traits($0.0, digest: $0.1) })
  }

  /// Makes the change between the traits of a path on two sides; nil if they do not differ.
  init?(path: Path, from old: Traits?, to new: Traits?) {
    let aspects = old.flatMap { old in new.map(old.aspects) } ?? []
    if old != nil, new != nil, aspects.isEmpty { return nil }
    self.init(
      path: path, kind: old == nil ? .added : new == nil ? .removed : .changed, aspects: aspects,
      old: old?.side, new: new?.side)
  }

  /// Makes the change of a file that has another path.
  init(renaming removed: Change, to added: Change) {
    self.init(
      path: added.path, kind: .renamed, aspects: removed.old?.mode == added.new?.mode ? [] : .mode,
      old: removed.old, new: added.new, oldPath: removed.path)
  }
}

/// Finds the paths that were added, removed or changed between two collections, folders and
/// archives alike.
///
/// Contents are compared by their digests, which an index has without reading them. A hard link is
/// compared by the content that it leads to; times are not compared.
package struct Comparison {
  private let old: PostCollection
  private let new: PostCollection
  private let selection: Selection
  private let names: [[Path]]
  private let findsRenames: Bool
  private let context: Context
  private let visit: (Entry) -> Void

  /// - Parameters:
  ///   - names: the paths that each name can mean, of those that are selected.
  ///   - findsRenames: whether a file that was removed and one with the same content that was added
  ///     count as one that is renamed.
  ///   - context: hears of each entry that cannot be read, and of each name of which neither of the
  ///     two has any path.
  ///   - visit: called with each entry of either collection whose content has been read.
  package init(
    _ old: PostCollection, _ new: PostCollection, selection: Selection = Selection(),
    names: [[Path]] = [], findsRenames: Bool = true, context: Context,
    visit: @escaping (Entry) -> Void = { _ in }
  ) {
    self.old = old
    self.new = new
    self.selection = selection
    self.names = names
    self.findsRenames = findsRenames
    self.context = context
    self.visit = visit
  }

  /// Reads both collections and compares them.
  ///
  /// - Returns: the differences, sorted by path. Of what could not be read in one of the two,
  ///   nothing is known.
  package func changes() throws(StoreError) -> [Change] {
    var unread: Set<Path> = []
    let noting = context.reporting { [context] error in
      if error.code == .unreadable { unread.insert(Path(uncheckedBytes: error.subject)) }
      context.report(error)
    }
    let before = try old.traits(of: selection, context: noting, visit: visit)
    let after = try new.traits(of: selection, context: noting, visit: visit)
    for name in names {
      let isThere = { (path: Path) in
        path.isRoot || before[path] != nil || after[path] != nil || unread.contains(path)
      }
      if let path = name.last, !name.contains(where: isThere) {
        context.report(.notFound(path, .read, in: nil))
      }
    }
    let changes = changes(from: before, to: after)
    guard !unread.isEmpty else { return changes }
    return changes.filter { change in
      ![change.path, change.oldPath].compactMap(\.self).contains {
        $0.withFoldersAbove.contains(where: unread.contains)
      }
    }
  }

  private func changes(from before: [Path: Traits], to after: [Path: Traits]) -> [Change] {
    var changes: [Change] = []
    var renames = Renames()
    for (path, traits) in before {
      guard let change = Change(path: path, from: traits, to: after[path]) else { continue }
      if !findsRenames || !renames.take(change, traits) { changes.append(change) }
    }
    for (path, traits) in after where before[path] == nil {
      guard let change = Change(path: path, from: nil, to: traits) else { continue }
      if !findsRenames || !renames.take(change, traits) { changes.append(change) }
    }
    // A folder above the selected paths is known only from what is selected in it.
    return (changes + renames.changes).filter { selection.base(of: $0.path) != nil }
      .sorted { $0.path < $1.path }
  }
}
