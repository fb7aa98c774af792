package import Entries
package import Posts
package import Store

/// A path at which two collections differ.
package struct Change: Equatable, Sendable {
  package enum Kind: String, Sendable {
    case added, removed, changed
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

  package struct Side: Equatable, Sendable {
    package enum Kind: String, Sendable { case file, folder, link, special }
    package let kind: Kind
    /// The mode; nil for a symbolic link, and for a folder known only from the paths below it.
    package let mode: UInt16?
    package let size: Int64
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
  private let context: Context
  private let visit: (Entry) -> Void

  /// - Parameters:
  ///   - context: hears of each entry that cannot be read.
  ///   - visit: called with each entry of either collection whose content has been read.
  package init(
    _ old: PostCollection, _ new: PostCollection, selection: Selection = Selection(),
    context: Context, visit: @escaping (Entry) -> Void = { _ in }
  ) {
    self.old = old
    self.new = new
    self.selection = selection
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
    let changes = changes(from: before, to: after)
    guard !unread.isEmpty else { return changes }
    return changes.filter { !$0.path.withFoldersAbove.contains(where: unread.contains) }
  }

  private func changes(from before: [Path: Traits], to after: [Path: Traits]) -> [Change] {
    var changes: [Change] = []
    for (path, traits) in before {
      if let now = after[path] {
        let aspects = traits.aspects(differingFrom: now)
        guard !aspects.isEmpty else { continue }
        changes.append(
          Change(path: path, kind: .changed, aspects: aspects, old: traits.side, new: now.side))
      } else {
        changes.append(Change(path: path, kind: .removed, aspects: [], old: traits.side, new: nil))
      }
    }
    for (path, traits) in after where before[path] == nil {
      changes.append(Change(path: path, kind: .added, aspects: [], old: nil, new: traits.side))
    }
    return changes.sorted { $0.path < $1.path }
  }
}
