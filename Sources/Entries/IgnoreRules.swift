import Glibc
package import Posts

/// The patterns of one `.gitignore` (gitignore(5)).
package struct IgnoreRules: Sendable {
  fileprivate struct Rule {
    /// The pattern between its slashes, each part as fnmatch(3) takes it.
    var parts: [[CChar]]
    /// Whether the pattern begins at the folder of the file; otherwise it is one name at any depth.
    var isAnchored: Bool
    var isOfFolders: Bool
    /// Whether what matches is not ignored after all.
    var isException: Bool
  }

  private let rules: [Rule]
  /// The components of the path from the folder of the file to the collection, if it lies above.
  private let prefix: [ArraySlice<UInt8>]
  /// The number of leading components of a path that lead to the folder of the file.
  private let depth: Int

  /// Reads the lines of a file in a folder of the collection.
  package init(_ lines: [[UInt8]], in folder: Path) {
    self.init(lines, prefix: [], depth: folder.isRoot ? 0 : folder.components.count)
  }

  /// Reads the lines of a file in a folder above the collection.
  ///
  /// - Parameter names: the names of the folders on the way to the collection, and its own.
  package init(_ lines: [[UInt8]], above names: [[UInt8]]) {
    self.init(lines, prefix: names.map { $0[...] }, depth: 0)
  }

  private init(_ lines: [[UInt8]], prefix: [ArraySlice<UInt8>], depth: Int) {
    rules = lines.compactMap { Rule($0[...]) }
    self.prefix = prefix
    self.depth = depth
  }

  /// Returns whether a path is ignored; nil if no pattern matches it. The last one that does
  /// decides.
  package func ignores(_ path: Path, isFolder: Bool) -> Bool? {
    let names = (prefix + path.components.dropFirst(depth)).map {
      $0.map(CChar.init(bitPattern:)) + [0]
    }
    let rule = rules.last { rule in
      guard isFolder || !rule.isOfFolders else { return false }
      return rule.isAnchored
        ? Rule.match(rule.parts[...], names[...]) : Rule.match(rule.parts[...], names.suffix(1))
    }
    return rule.map { !$0.isException }
  }
}

extension IgnoreRules.Rule {
  /// Reads a line; nil if it is empty or a comment.
  fileprivate init?(_ line: ArraySlice<UInt8>) {
    var line = line
    guard line.first != .hash else { return nil }
    // Spaces at the end count only after a backslash.
    while line.last == .space, line.dropLast().last != .backslash { line.removeLast() }
    isException = line.first == UInt8(ascii: "!")
    if isException { line.removeFirst() }
    isOfFolders = line.last == .slash
    if isOfFolders { line.removeLast() }
    isAnchored = line.contains(.slash)
    if line.first == .slash { line.removeFirst() }
    guard !line.isEmpty else { return nil }
    parts = line.split(separator: .slash, omittingEmptySubsequences: false).map {
      $0.map(CChar.init(bitPattern:)) + [0]
    }
  }

  /// Returns whether parts of a pattern match names. The part `**` matches any number of names, at
  /// the end at least one.
  fileprivate static func match(
    _ parts: ArraySlice<[CChar]>, _ names: ArraySlice<[CChar]>
  ) -> Bool {
    guard let part = parts.first else { return names.isEmpty }
    if part == anything {
      guard parts.count > 1 else { return !names.isEmpty }
      return (0...names.count).contains { match(parts.dropFirst(), names.dropFirst($0)) }
    }
    guard let name = names.first, unsafe fnmatch(part, name, 0) == 0 else { return false }
    return match(parts.dropFirst(), names.dropFirst())
  }

  private static let anything = "**".utf8.map(CChar.init(bitPattern:)) + [0]
}

extension [IgnoreRules] {
  /// Returns whether a path is ignored by these rules, of which the last ones count most.
  package func ignore(_ path: Path, isFolder: Bool) -> Bool {
    reversed().lazy.compactMap { $0.ignores(path, isFolder: isFolder) }.first ?? false
  }
}
