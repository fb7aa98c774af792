import Entries
import Posts
import Search

/// The conditions of `grep` on the names of files and of the folders that they are in.
struct FileChoice: Sendable {
  /// The globs of names of which a file must have one, if there are any.
  var included: [NameGlob] = []
  var excluded: [NameGlob] = []
  var excludedFolders: [NameGlob] = []
  /// What `--glob` leaves out, and does not leave out.
  var rules: IgnoreRules?
  /// Whether only files are searched that a glob of `--glob` matches.
  var needsMatch = false
  /// The paths that are searched, with everything below them.
  var roots: [Path] = [.root]

  /// Takes the globs of `--glob`, which are those of a `.gitignore` with the opposite meaning.
  ///
  /// - Parameter folder: the folder that a glob with a `/` begins at.
  mutating func setGlobs(_ globs: [[UInt8]], in folder: Path) {
    let mark = UInt8(ascii: "!")
    rules = IgnoreRules(
      globs.map { $0.first == mark ? Array($0.dropFirst()) : [mark] + $0 }, in: folder)
    needsMatch = globs.contains { $0.first != mark }
  }

  /// Whether every file is searched.
  var isEverything: Bool {
    included.isEmpty && excluded.isEmpty && excludedFolders.isEmpty && rules == nil
  }
}

/// A check of paths against a choice; for use by one thread.
struct FileChooser {
  private let choice: FileChoice
  private let included, excluded, excludedFolders: NameMatcher

  /// - Throws: `SearchError.Code.outOfMemory`.
  init(_ choice: FileChoice) throws(SearchError) {
    self.choice = choice
    included = try NameMatcher(NameFilter(globs: choice.included))
    excluded = try NameMatcher(NameFilter(globs: choice.excluded))
    excludedFolders = try NameMatcher(NameFilter(globs: choice.excludedFolders))
  }

  /// Returns whether a file is searched.
  ///
  /// As in grep(1) and ripgrep, a folder that is named itself can be excluded, and what is named is
  /// searched whatever `--glob` says.
  ///
  /// - Throws: `SearchError` if a glob needs too much work.
  func includes(_ path: Path) throws(SearchError) -> Bool {
    let name = path.bytes.span
    if !choice.included.isEmpty, try !included.fits(name) { return false }
    if !choice.excluded.isEmpty, try excluded.fits(name) { return false }
    guard let root = choice.roots.first(where: { $0.contains(path) }), root != path else {
      return true
    }
    for folder in path.foldersAbove where !folder.isRoot {
      if !choice.excludedFolders.isEmpty, try excludedFolders.fits(folder.bytes.span) {
        return false
      }
      if folder == root { break }
      if choice.rules?.ignores(folder, isFolder: true) == true { return false }
    }
    guard let rules = choice.rules else { return true }
    return !(rules.ignores(path, isFolder: false) ?? choice.needsMatch)
  }
}
