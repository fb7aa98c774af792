import ArgumentParser

/// The archive of a command that can also take the history that `.blogsh` names.
struct HistoryArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The archive; by default, that of -C or the history in .blogsh.", valueName: "file"))
  var archive: String?
}

/// The archive of a command that takes no history from `.blogsh`.
struct ArchiveArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The archive; by default, that of -C; - is standard input.", valueName: "file"))
  var archive: String?
}
