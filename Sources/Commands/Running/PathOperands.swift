import Entries
import Files
import Posts
import Store
import SystemPackage

/// The paths of a collection that the words of a command name. Every command reads them here.
///
/// A word means the first of these:
///
/// 1. a path of the collection at which something is,
/// 2. in a folder: a file that is named as the system names it, and lies in the folder,
/// 3. with `*`, `?` or `[`: a pattern that matches anything,
/// 4. a path of the collection at which nothing is, which the command will report.
///
/// In an archive, a word without such a character is not looked up, since the command will do so;
/// except where it can also name a file of a folder whose history the archive may keep.
final class PathOperands {
  private let collection: PostCollection
  private let workingPath: Path
  private let readsPatterns: Bool
  private let context: Context
  private lazy var lookup = PathLookup(in: collection, context: context)
  /// The place of the collection if it is a folder.
  private lazy var ownPlace = collection.folder == nil ? nil : FolderPlace(collection.name)
  /// The place of the folder that files are named in.
  private lazy var place = ownPlace ?? otherPlace
  private let otherPlace: FolderPlace?
  /// Whether words can be relative to the working directory of the process.
  private let hasWorkingFolder: Bool
  /// The words that named nothing, by the path that they would have.
  private var missed: [Path: [UInt8]] = [:]
  /// The number of times that the collection may still be searched for a path that was meant.
  private var searchesLeft = 3

  /// - Parameters:
  ///   - workingPath: the folder of the collection that words are relative to.
  ///   - isInShell: whether the words come from a shell on the collection, which expands patterns
  ///     itself and has no other working directory.
  ///   - otherPlace: for an archive, the folder that it may keep the history of.
  init(
    in collection: PostCollection, below workingPath: Path = .root, isInShell: Bool = false,
    orFilesIn otherPlace: FolderPlace? = nil, context: Context = .silent()
  ) {
    self.collection = collection
    self.otherPlace = otherPlace
    self.workingPath = workingPath
    self.context = context
    readsPatterns = !isInShell
    hasWorkingFolder = !isInShell
  }

  /// Returns whether a word is a pattern if it names nothing.
  static func isPattern(_ word: String) -> Bool {
    ShellWord(pattern: ArgumentText.bytes(of: word)).isGlob
  }

  /// Returns the paths that a word names; more than one only for a pattern.
  ///
  /// - Throws: `PathFailure` if the word cannot be a path of the collection, `StoreError` if the
  ///   collection cannot be read.
  func paths(_ word: [UInt8]) throws -> [Path] {
    let exact = Result { () throws(PathFailure) in try exactPath(word) }
    let pattern = ShellWord(pattern: word)
    if readsPatterns, pattern.isGlob, collection.canBeReadAgain,
      (try? exact.get().isThere) != true
    {
      let found = try matches(of: pattern, below: workingPath)
      if !found.isEmpty { return found }
      if let found = try matchesOfFiles(word) { return found }
    }
    return [try exact.get().path]
  }

  /// Returns the path that a word names, which is no pattern.
  ///
  /// - Throws: `PathFailure` if the word cannot be a path of the collection.
  func path(_ word: [UInt8]) throws(PathFailure) -> Path { try exactPath(word).path }

  private func exactPath(_ word: [UInt8]) throws(PathFailure) -> (path: Path, isThere: Bool) {
    let path: Path
    do throws(PathError) {
      path = try Path(argument: word, below: workingPath)
    } catch {
      guard let file = existingFile(word) else { throw failure(word, error) }
      return (file, true)
    }
    guard isLookedUp(path, word) else { return (path, false) }
    if let found = lookup.find(path) { return (found, true) }
    if let file = existingFile(word) { return (file, true) }
    if isOutside(word) { throw failure(word, .leavesRoot) }
    missed[path] = word
    return (path, false)
  }

  /// Returns whether it matters here what is at a path: a folder has other names for it, and a
  /// pattern or another spelling may lead elsewhere.
  private func isLookedUp(_ path: Path, _ word: [UInt8]) -> Bool {
    guard collection.canBeReadAgain else { return false }
    if collection.folder != nil { return true }
    missed[path] = word
    return word.contains { $0 >= 0x80 } || readsPatterns && ShellWord(pattern: word).isGlob
      || file(word) ?? path != path
  }

  /// Returns the path of a file that the word names as the system does; nil if nothing is there.
  private func existingFile(_ word: [UInt8]) -> Path? { file(word).flatMap(lookup.find) }

  /// Returns the path of a word that names a file as the system does, whether it is there or not;
  /// nil if it is not in the folder.
  func file(_ word: [UInt8]) -> Path? {
    guard hasWorkingFolder || word.first == .slash else { return nil }
    return place?.path(ofFile: word)
  }

  /// Returns whether the word names a file of the system that is not in the collection.
  private func isOutside(_ word: [UInt8]) -> Bool {
    guard ownPlace != nil, hasWorkingFolder || word.first == .slash, file(word) == nil else {
      return false
    }
    return (try? FilePath(bytes: word).stat(followTargetSymlink: false)) != nil
  }

  private func failure(_ word: [UInt8], _ error: PathError) -> PathFailure {
    PathFailure(argument: word, error: error, collection: hasWorkingFolder ? ownPlace?.name : nil)
  }

  private func matches(of pattern: ShellWord, below folder: Path) throws -> [Path] {
    try PathExpansion(lookup: lookup, workingPath: folder, interruption: context.interruption)
      .matches(of: pattern).map(\.path)
  }

  /// Returns what a pattern matches that is written as the system names files; nil for nothing.
  private func matchesOfFiles(_ word: [UInt8]) throws -> [Path]? {
    let literal = word.prefix { !"*?[\\".utf8.contains($0) }
    let end = literal.lastIndex(of: .slash).map { $0 + 1 } ?? 0
    guard let folder = file(end == 0 ? Array(".".utf8) : Array(word[..<end])) else { return nil }
    let found = try matches(of: ShellWord(pattern: word[end...]), below: folder)
    return found.isEmpty ? nil : found
  }
}

// MARK: - Advice

extension PathOperands {
  /// Returns an error about a word that named nothing, with the word as it was typed, the folder
  /// that it was looked for in (outside of a shell, where that is known), and a path that may be
  /// meant; nil for any other error.
  func advising(on error: StoreError) -> StoreError? {
    let path = Path(uncheckedBytes: error.subject)
    guard error.code == .notFound, let word = missed[path] else { return nil }
    let isTyped = hasWorkingFolder && word.first == .slash
    var cause = error.cause
    if hasWorkingFolder, let ownPlace { cause += " in \(shown(ownPlace.name))" }
    if let near = near(path) { cause += "; did you mean \(near)?" }
    return StoreError(
      error.code, error.action, isTyped ? word : error.subject, in: error.archive, cause: cause,
      remedy: error.remedy)
  }

  private func shown(_ folder: [UInt8]) -> String {
    folder == Array(".".utf8) ? "this folder" : ArgumentText.text(of: folder)
  }

  /// Returns the path that is nearest to one at which nothing is; nil if none is near.
  private func near(_ path: Path) -> String? {
    guard searchesLeft > 0, lookup.isFast else { return nil }
    searchesLeft -= 1
    guard let near = NearPath.find(path, in: collection, interruption: context.interruption) else {
      return nil
    }
    return ArgumentText.text(of: PathNames(in: workingPath).name(of: near))
  }
}
