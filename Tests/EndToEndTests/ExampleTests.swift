import ProgramSupport
import TestSupport
import Testing

/// Runs every example of every help on the collection that ships.
struct ExampleTests {
  /// The files and programs that the examples use: archives whole and damaged, another machine, an
  /// editor.
  let prepared: TemporaryFolder

  init() throws { prepared = try Self.prepare() }

  private static func prepare() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let made = try folder.shell(
      """
      printf 'cd post\\nls\\n' > script.blogsh
      cp -R "$1" archive && mkdir -p bin .zfunc .config/fish/completions
      ln -s "$BLOGSH" bin/blogsh
      printf '#!/bin/sh\\nshift; exec sh -c "$*"\\n' > bin/ssh && chmod +x bin/ssh
      for name in blog.tar.zst blog.tar.gz blog.tar.xz old.tar.gz stranger.tar.gz new.tar.zst; do
        "$BLOGSH" -C archive pack -o "$name" || exit
      done
      "$BLOGSH" -C archive pack -o words.tar.zst --terms always || exit
      cp blog.tar.zst history.tar.zst && touch -d 2026-10-01 history.tar.zst
      "$BLOGSH" -C archive backup --to history.tar.zst --always > /dev/null || exit
      cp blog.tar.zst damaged.tar.zst
      printf '\\0\\0\\0\\0' | dd of=damaged.tar.zst bs=1 seek=2000 conv=notrunc status=none
      cp blog.tar.zst damaged-index.tar.zst
      printf '\\0\\0\\0\\0' | dd of=damaged-index.tar.zst bs=1 conv=notrunc status=none \\
        seek=$(($(wc -c < blog.tar.zst) - 200))
      """, Surroundings.archive)
    try #require(made == .done())
    return folder
  }

  private static func examples(_ help: String) -> [String] {
    help.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { $0 != "EXAMPLES:" }.dropFirst().prefix { !$0.isEmpty }
      .map { String($0.dropFirst(2)) }
  }

  @Test(arguments: [""] + GoldenTests.commands)
  func `every example of a help works`(command: String) throws {
    let help = try prepared.blogsh(
      command.isEmpty ? ["help"] : ["help", command], environment: ["COLUMNS": "1000"])
    let examples = Self.examples(help.text)
    #expect(!examples.isEmpty)
    // blogsh alone starts a shell, at a terminal.
    for example in examples where example != "blogsh" {
      let folder = try TemporaryFolder()
      try #require(try folder.shell("cp -Rp \"$1\"/. .", prepared.path) == .done())
      let outcome = try folder.run(
        "bash", "-o", "pipefail", "-c", "PATH=$PWD/bin:$PATH; HOME=$PWD; \(example)",
        environment: ["EDITOR": "test -f"])
      // Everything intact comes out of a damaged archive, and the rest is reported. An index that
      // is damaged is reported, but it is no loss.
      let isDamaged = example.contains("damaged.")
      #expect(
        outcome.end == .status(isDamaged ? 1 : 0), "\(example): \(outcome.errors)")
      #expect(
        outcome.errors.isEmpty != example.contains("damaged"), "\(example): \(outcome.errors)")
    }
  }
}
