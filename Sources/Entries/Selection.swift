package import Posts

/// The entries of a collection that are selected by paths and patterns.
package struct Selection: Sendable {
  /// The selected paths, each with everything below it; the root selects everything.
  package let paths: Set<Path>
  /// The same, to be found above other paths; nil if the root is the only one.
  private let pathSet: PathSet?
  /// The folders above those paths.
  private let foldersAbove: Set<Path>
  /// Patterns of paths that are left out, as GNU tar's `--exclude`. Everything below an excluded
  /// folder is left out too. A path is also left out if a pattern matches one that is canonically
  /// equivalent to it.
  package var excluded: [String] {
    didSet { setPatterns() }
  }
  private var patterns: [ExclusionPattern] = []
  /// The same patterns in composed form.
  private var composedPatterns: [ExclusionPattern] = []
  /// Whether entries named `.git`, and all below them, are selected too.
  package var includesGit: Bool
  /// The rules of the `.gitignore` files above the collection, if all such files count in a folder,
  /// the outermost first; nil if none counts.
  package var ignoreRules: [IgnoreRules]?
  /// Whether the folders above the paths are selected too, but nothing else in them.
  package var includesAbove = false

  package init(paths: [Path] = [], excluded: [String] = [], includesGit: Bool = false) {
    self.paths = paths.isEmpty ? [.root] : Set(paths)
    let isOfRoot = self.paths.count == 1 && self.paths.contains(.root)
    pathSet = isOfRoot ? nil : PathSet(self.paths)
    foldersAbove = Set(paths.lazy.flatMap(\.foldersAbove))
    self.excluded = excluded
    self.includesGit = includesGit
    setPatterns()
  }

  private mutating func setPatterns() {
    patterns = excluded.map(ExclusionPattern.init)
    composedPatterns = excluded.map { pattern in
      let composed = pattern.utf8Span.span.composed
      return ExclusionPattern(composed.map { String(decoding: $0, as: UTF8.self) } ?? pattern)
    }
  }

  /// A selection of everything, including `.git`.
  package static let everything = Selection(includesGit: true)

  /// Whether the entry at `path` is selected.
  package func includes(_ path: Path) -> Bool {
    let isMeant = base(of: path) != nil || includesAbove && foldersAbove.contains(path)
    return isMeant && !excludes(path)
  }

  /// Whether the entry at `path` is selected, for a caller that has reached its folder: nothing
  /// above it is excluded.
  package func includes(inReachedFolder path: Path) -> Bool {
    base(of: path) != nil && !excludesLast(path)
  }

  /// Returns the deepest of the selected paths that `path` is or lies below.
  ///
  /// Each is looked up, not searched for, since there may be as many paths as entries.
  package func base(of path: Path) -> Path? {
    guard let pathSet else { return .root }
    return pathSet.deepest(atOrAbove: path)
  }

  /// Whether `folder` is selected or may hold something that is.
  package func reaches(into folder: Path) -> Bool {
    (base(of: folder) != nil || foldersAbove.contains(folder)) && !excludesLast(folder)
  }

  /// Whether a pattern excludes `path` or a folder above it.
  private func excludes(_ path: Path) -> Bool {
    if !includesGit, path.components.contains(where: Self.isGit) { return true }
    return isMatched(path, orFolderAbove: true)
  }

  /// Whether `path` itself is excluded, by a pattern or because it is named `.git`.
  package func excludesLast(_ path: Path) -> Bool {
    if !includesGit, Self.isGit(path.lastComponent) { return true }
    return isMatched(path, orFolderAbove: false)
  }

  private func isMatched(_ path: Path, orFolderAbove: Bool) -> Bool {
    guard !patterns.isEmpty, !path.isRoot else { return false }
    let bytes = path.bytes
    if patterns.contains(where: { $0.matches(bytes.span, orFolderAbove: orFolderAbove) }) {
      return true
    }
    guard !bytes.span.isASCII else { return false }
    // A name may be composed where another is not text.
    let names = path.components.map { Array($0).span.composed ?? Array($0) }
    let composed = Array(names.joined(separator: [UInt8.slash]))
    return composedPatterns.contains { $0.matches(composed.span, orFolderAbove: orFolderAbove) }
  }

  private static func isGit(_ name: ArraySlice<UInt8>) -> Bool {
    name.elementsEqual(".git".utf8)
  }
}

extension Path {
  /// The path, then each folder above it, up to the root.
  package var withFoldersAbove: some Sequence<Path> {
    sequence(first: self) { $0.isRoot ? nil : $0.parent }
  }

  /// Each folder above the path, up to the root.
  package var foldersAbove: some Sequence<Path> { withFoldersAbove.dropFirst() }
}
