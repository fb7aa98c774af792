import ArgumentParser

/// The program as the argument parser sees it: the options before the command, and all commands.
struct Blogsh: ParsableCommand {
  /// The version and the day that manual pages show; the Makefile reads the day from this line.
  static let version = (number: "0.1.0", day: "2026-11-24")

  static let configuration = CommandConfiguration(
    commandName: "blogsh",
    abstract: "A shell-styled view of a collection of posts in a folder or a tar archive.",
    discussion: """
      Without -C, the collection is $BLOGSH_COLLECTION, or else what the nearest .blogsh in the \
      working directory or above it marks (see init), or else the folder archive in the working \
      directory, or else that directory itself. Without a command, blogsh is a shell: it takes \
      commands at a terminal, from standard input, or from -c.

      Colours and styles are shown at a terminal unless NO_COLOR is set, and everywhere if \
      CLICOLOR_FORCE is; --color always, --color never and --color auto come before both.

      EXAMPLES:
        blogsh ls -l post
        blogsh cat post/one-copy-is-a-rumour.md
        blogsh pack -o blog.tar.zst
        blogsh -C blog.tar.zst ls -R
        blogsh -c 'cd post; grep -c FUSES | sort'

      \(ExitStatus.help)

      \(LimitOptions.help)
      """,
    subcommands: commands.map { $0.whole })

  /// Every command, in the order in which the help lists them.
  static let commands: [any SessionCommand.Type] = [
    Cat.self, Ls.self, Tree.self, Head.self, Tail.self, Wc.self, Find.self, Grep.self, Tags.self,
    Authors.self, TermsCommand.self, New.self, Edit.self, Publish.self, InitCommand.self,
    Pack.self, Unpack.self, Reindex.self, ShowIndex.self, Verify.self, Diff.self,
    BackupCommand.self, Status.self, Snapshots.self, Log.self, Restore.self, Prune.self,
    SiteCommand.self,
    ShellCommand.self, CompletionCommand.self, VersionCommand.self, Complete.self,
  ]

  @Option(
    name: .customShort("C"),
    help: ArgumentHelp(
      "The folder or archive to work on; - reads an archive from standard input.",
      valueName: "collection"))
  var collection: String?

  /// For the help alone: `Vocabulary` passes it to the shell.
  @Option(
    name: .customShort("c"), parsing: .unconditional,
    help: ArgumentHelp("Run these commands in a shell.", valueName: "commands"))
  var commands: String?

  @Flag(name: [.customShort("V"), .long], help: "Show the version.")
  var version = false
}
