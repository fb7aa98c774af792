import ArgumentParser
import Store

/// The archive of a command that can also take the history that `.blogsh` names.
struct HistoryArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The archive; by default, that of -C or the history in .blogsh.", valueName: "file"))
  var archive: String?
}

/// The archive of a command that lists the versions of a post in it.
struct VersionArguments: ParsableArguments {
  @OptionGroup var archive: HistoryArgument

  @Argument(help: ArgumentHelp("The post whose versions to list.", valueName: "path"))
  var path: String?

  /// Opens the archive as a whole.
  ///
  /// - Returns: the archive, and the words that are paths in it.
  func opened(in session: Session) throws -> (archive: PostCollection, paths: [String]) {
    let operand = try session.archive(
      archive.archive, paths: path.map { [$0] } ?? [], usesHistory: true, takesSnapshot: false)
    return (try PostCollection.open(operand.name), operand.paths)
  }
}

/// The archive of a command that takes no history from `.blogsh`.
struct ArchiveArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The archive, or -; by default, that of -C.", valueName: "file"))
  var archive: String?
}
