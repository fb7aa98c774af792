package import Posts

/// One path at which two collections differ.
package struct Change: Equatable, Sendable {
  package enum Kind: String, Sendable {
    case added, removed, changed
  }

  /// In what a path that both have differs.
  package struct Aspects: OptionSet, Sendable {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    /// The bytes of a file, or what a symbolic link holds.
    package static let content = Aspects(rawValue: 1)
    package static let mode = Aspects(rawValue: 2)
    /// A file has become a folder, or the like.
    package static let type = Aspects(rawValue: 4)
  }

  package let path: Path
  package let kind: Kind
  /// Empty but for a path that both have.
  package let aspects: Aspects
  /// What stands at the path in the old collection, and in the new one.
  package let old: Side?
  package let new: Side?

  package struct Side: Equatable, Sendable {
    package enum Kind: String, Sendable { case file, folder, link, special }
    package let kind: Kind
    /// Nil for a folder that only the paths below it tell of.
    package let mode: UInt16?
    package let size: Int64
  }
}

/// What was added, removed and changed between two collections, of folders and archives alike.
///
/// Contents are compared by their digests, hard links by the content that they lead to, and times
/// not at all.
package struct Comparison {
  private let old: PostCollection
  private let new: PostCollection
  private let selection: Selection
  private let interruption: Interruption
  private let report: Report

  package init(
    _ old: PostCollection, _ new: PostCollection, selection: Selection = Selection(),
    interruption: Interruption = .never, report: @escaping Report
  ) {
    self.old = old
    self.new = new
    self.selection = selection
    self.interruption = interruption
    self.report = report
  }

  /// Reads both collections and compares.
  ///
  /// - Returns: the differences, sorted by path.
  package func changes() throws(StoreError) -> [Change] {
    let before = try traits(of: old)
    let after = try traits(of: new)
    var changes: [Change] = []
    for (path, traits) in before {
      if let now = after[path] {
        let aspects = traits.aspects(differingFrom: now)
        guard !aspects.isEmpty else { continue }
        changes.append(
          Change(path: path, kind: .changed, aspects: aspects, old: traits.side, new: now.side))
      } else {
        changes.append(
          Change(path: path, kind: .removed, aspects: [], old: traits.side, new: nil))
      }
    }
    for (path, traits) in after where before[path] == nil {
      changes.append(Change(path: path, kind: .added, aspects: [], old: nil, new: traits.side))
    }
    return changes.sorted { $0.path < $1.path }
  }

  private func traits(of collection: PostCollection) throws(StoreError) -> [Path: Traits] {
    var traits: [Path: Traits] = [:]
    var orphans: [Path: Path] = [:]
    let stream = try collection.stream(selection, interruption: interruption, report: report)
    while let entry = try stream.next() {
      orphans[entry.path] = nil
      switch entry.kind {
      case .file:
        do throws(StoreError) {
          traits[entry.path] = Traits(
            entry, digest: try Digest { () throws(StoreError) in try stream.nextPiece() })
        } catch let error where error.concernsOneFile && !collection.isArchive {
          report(error)
        }
      case .hardLink(let target):
        traits[entry.path] = traits[target] ?? Traits(entry)
        if traits[target] == nil { orphans[entry.path] = target }
      case .folder, .symbolicLink, .special:
        traits[entry.path] = Traits(entry)
      }
    }
    try read(orphans, of: collection, into: &traits)
    for path in Array(traits.keys) { Self.addFolders(above: path, to: &traits) }
    return traits
  }

  /// Reads the hard links whose target is not selected as the files that they are.
  private func read(
    _ orphans: [Path: Path], of collection: PostCollection, into traits: inout [Path: Traits]
  ) throws(StoreError) {
    guard !orphans.isEmpty else { return }
    let contents = try collection.contents(
      of: Array(orphans.values), interruption: interruption)
    for (path, target) in orphans {
      do throws(StoreError) {
        let reader = try contents.reader(for: target)
        let digest = try Digest { () throws(StoreError) in
          try unsafe reader.next().map { unsafe .bytes($0) }
        }
        traits[path] = Traits(reader.entry, digest: digest)
      } catch let error where error.concernsOnePath {
        // It stays a file without content, and so differs from one that has any.
      }
    }
  }

  /// Adds the folders that only paths tell of.
  private static func addFolders(above path: Path, to traits: inout [Path: Traits]) {
    var folder = path.parent
    while !folder.isRoot, traits[folder] == nil {
      traits[folder] = Traits(.impliedFolder(folder))
      folder = folder.parent
    }
  }
}

/// What is compared of one entry.
private struct Traits {
  let side: Change.Side
  let digest: Digest?
  let linkTarget: [UInt8]?

  init(_ entry: Entry, digest: Digest? = nil) {
    self.digest = digest
    switch entry.kind {
    case .file, .hardLink:
      side = Change.Side(kind: .file, mode: entry.mode, size: entry.size)
      linkTarget = nil
    case .folder:
      side = Change.Side(kind: .folder, mode: entry.mode, size: 0)
      linkTarget = nil
    case .symbolicLink(let target):
      // A link's own mode means nothing, and differs from system to system.
      side = Change.Side(kind: .link, mode: nil, size: 0)
      linkTarget = target
    case .special:
      side = Change.Side(kind: .special, mode: entry.mode, size: 0)
      linkTarget = nil
    }
  }

  func aspects(differingFrom other: Traits) -> Change.Aspects {
    guard side.kind == other.side.kind else { return .type }
    var aspects: Change.Aspects = []
    if digest != other.digest || linkTarget != other.linkTarget { aspects.insert(.content) }
    if let mode = side.mode, let others = other.side.mode, mode != others { aspects.insert(.mode) }
    return aspects
  }
}
