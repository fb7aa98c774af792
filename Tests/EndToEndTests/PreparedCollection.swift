import ProgramSupport
import TestSupport
import Testing

/// The files and programs that the examples of help and documents use: the collection that ships,
/// archives whole and damaged, another machine, an editor.
struct PreparedCollection {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
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
  }

  /// Runs a command line of bash(1) in a copy of the folder, which is its home.
  func run(_ commandLine: String) throws -> Outcome {
    let copy = try TemporaryFolder()
    try #require(try copy.shell("cp -Rp \"$1\"/. .", folder.path) == .done())
    return try copy.run(
      "bash", "-o", "pipefail", "-c", "PATH=$PWD/bin:$PATH; HOME=$PWD; \(commandLine)",
      environment: ["EDITOR": "test -f"])
  }
}
