import ArgumentParser

/// The command that was probably meant by a word that is none.
enum NearCommand {
  /// The words of other tools for what a command does here: of git, tar, restic, borg, hugo,
  /// ripgrep and the like.
  private static let wordsOfOthers: [String: [String]] = [
    "backup": ["add", "commit", "save", "snapshot", "stash"],
    "cat": ["bat", "dump", "less", "more", "print", "read", "show", "view"],
    "edit": ["code", "emacs", "nano", "vi", "vim"],
    "find": ["fd", "fdfind", "locate"],
    "grep": ["ack", "ag", "egrep", "fgrep", "rg", "search", "ugrep"],
    "index": ["info", "stats"],
    "log": ["blame", "history", "versions"],
    "ls": ["dir", "exa", "eza", "la", "list", "ll", "ls-files"],
    "new": ["create-post", "draft", "post", "touch", "write"],
    "pack": ["archive", "c", "cf", "compress", "create", "tar", "zip"],
    "prune": ["compact", "delete", "forget", "gc"],
    "restore": ["checkout", "recover", "reset", "revert"],
    "tags": ["tag"],
    "unpack": ["extract", "untar", "unzip", "x", "xf"],
    "verify": ["check", "fsck", "test"],
  ]

  /// Returns the sentence about a word that is no command, with the command that was probably
  /// meant.
  static func sentence(_ word: String, in vocabulary: Vocabulary) -> String {
    let names = vocabulary.commands.compactMap { $0.configuration.commandName }
    let meant =
      names.first { wordsOfOthers[$0]?.contains(word) == true }
      ?? Nearness.closest(to: word, among: names)
    let sentence = "no such command: \(word)"
    return meant.map { "\(sentence). Did you mean \($0)?" }
      ?? "\(sentence) (`\(vocabulary.nameOfHelp)` lists all commands)"
  }
}
