import Archives
import ArgumentParser
import Entries
import Files
import Posts
import Store

/// The options that say what of a collection is left out.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Leave out paths that match this pattern.", valueName: "glob"))
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "Leave out paths that match a line of this file.", valueName: "file"))
  var excludeFrom: [String] = []

  @Flag(
    help: "Leave out what .gitignore files ignore.")
  var gitignore = false

  @Flag(help: "Include anything named .git.")
  var withGit = false

  /// Returns the selection that the options make of some paths.
  ///
  /// - Parameters:
  ///   - paths: the paths as the collection spells them; none for everything.
  ///   - excluded: the patterns that `.blogsh` leaves out.
  /// - Throws: `StoreError.Code.unreadable` for a file of patterns; `ValidationError` for an option
  ///   that the collection does not allow.
  func selection(
    of paths: [Path] = [], in collection: PostCollection, leavingOut excluded: [String]
  ) throws -> Selection {
    let rules = gitignore ? try collection.rulesOfGit() : nil
    var patterns = exclude + excluded
    for file in excludeFrom {
      // As in GNU tar, an empty line is no pattern.
      patterns += OutsideFile.lines(of: try OutsideFile.bytes(reading: file))
        .filter { !$0.isEmpty }.map(ArgumentText.text)
    }
    var selection = Selection(paths: paths, excluded: patterns, includesGit: withGit)
    selection.ignoreRules = rules
    return selection
  }
}

extension PostCollection {
  /// Returns the rules above the collection for `--gitignore`.
  ///
  /// - Throws: `ValidationError` for an archive.
  func rulesOfGit() throws -> [IgnoreRules] {
    guard !isArchive else { throw ValidationError("--gitignore needs a folder, not an archive.") }
    return ignoreRulesAbove()
  }
}
