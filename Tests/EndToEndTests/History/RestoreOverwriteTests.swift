import ProgramSupport
import TestSupport
import Testing

/// `restore --overwrite`: what becomes of files that differ.
struct RestoreOverwriteTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["edited", "older", "missing", "same", "stamp"] {
      try folder.write("c/post/\(name).md", "\(name)\n", modified: 1_400_000_000)
    }
    try folder.write("c/file-there", "x\n", modified: 1_400_000_000)
    try folder.write("c/folder-there/in.md", "x\n", modified: 1_400_000_000)
    try folder.makeHardLink("c/post/name.md", to: "c/post/edited.md")
    try folder.makeSymbolicLink("c/link", to: "there")
    try folder.setTimes(ofFoldersIn: "c")
    let made = try folder.shell(
      """
      touch -h -d @1400000000 c/link && "$BLOGSH" -C c pack -o c.tar.zst || exit
      cp -a c out && cd out/post || exit
      rm missing.md name.md ../link && ln -s elsewhere ../link && touch -h -d @1500000000 ../link
      printf 'mine\\n' > edited.md && touch -d @1500000000 edited.md && chmod 600 edited.md
      printf 'old\\n' > older.md && touch -d @1300000000 older.md
      # The same size and time, and another content.
      printf 'STAMP\\n' > stamp.md && touch -d @1400000000 stamp.md
      cd .. && touch -d @1500000000 post . && echo new > post/extra.md
      """)
    try #require(made == .done())
  }

  private func content(_ name: String) throws -> String {
    try folder.content("out/post/\(name).md")
  }

  @Test func `never brings back only what is missing`() throws {
    expect(
      try folder.blogsh("restore", "--overwrite", "never", "c.tar.zst", "--to", "out"),
      .done("2 written, 0 with other times or modes, 0 removed, 4 equal, 3 kept as they are\n"))
    #expect(try content("edited") == "mine\n" && content("older") == "old\n")
    #expect(try content("missing") == "missing\n" && content("extra") == "new\n")
    // The edited file has lost a name, which comes back with the content of the archive.
    #expect(try content("name") == "edited\n")
    expect(try folder.run("readlink", "out/link"), .done("elsewhere\n"))
    expect(try folder.run("stat", "-c", "%a %Y", "out/post/edited.md"), .done("600 1500000000\n"))
    expect(
      try folder.blogsh("restore", "--overwrite", "never", "c.tar.zst", "--to", "out"),
      .done("0 written, 0 with other times or modes, 0 removed, 5 equal, 4 kept as they are\n"))
  }

  @Test func `never keeps what is in the place of something of another kind`() throws {
    let swapped = try folder.shell(
      """
      cd out && rm -r folder-there file-there && echo mine > folder-there
      mkdir file-there && echo mine > file-there/in.md
      """)
    try #require(swapped == .done())
    let before = try folder.listing("out", times: false)
    let outcome = try folder.blogsh(
      "restore", "--overwrite", "never", "c.tar.zst", "--to", "out", "file-there", "folder-there")
    expect(
      outcome,
      .failed(
        3,
        output: "0 written, 0 with other times or modes, 0 removed, 0 equal, 2 kept as they are\n",
        """
        blogsh: cannot restore folder-there/in.md: folder-there is no folder, and must not be \
        overwritten

        """))
    #expect(try folder.listing("out", times: false) == before)
    let single = try folder.blogsh(
      "restore", "--overwrite", "never", "c.tar.zst", "--to", "out", "folder-there/in.md")
    #expect(single.errors == outcome.errors)
    #expect(try folder.listing("out", times: false) == before)
  }

  @Test func `if-newer overwrites only what is older`() throws {
    expect(
      try folder.blogsh("restore", "--overwrite", "if-newer", "c.tar.zst", "--to", "out"),
      .done("3 written, 0 with other times or modes, 0 removed, 4 equal, 2 kept as they are\n"))
    #expect(try content("edited") == "mine\n" && content("older") == "older\n")
    #expect(try content("missing") == "missing\n" && content("stamp") == "STAMP\n")
  }

  @Test(arguments: [("if-changed", "STAMP\n", 5), ("always", "stamp\n", 6)])
  func `if-changed trusts sizes and times, and always nothing`(
    word: String, stamp: String, written: Int
  ) throws {
    let outcome = try folder.blogsh("restore", "--overwrite", word, "c.tar.zst", "--to", "out")
    expect(
      outcome,
      .done(
        "\(written) written, 0 with other times or modes, 0 removed, \(9 - written) equal\n"))
    #expect(try content("edited") == "edited\n" && content("older") == "older\n")
    #expect(try content("stamp") == stamp && content("extra") == "new\n")
    expect(try folder.run("readlink", "out/link"), .done("there\n"))
  }

  @Test func `what is removed still needs --force`() throws {
    let before = try folder.listing("out")
    expect(
      try folder.blogsh(
        "restore", "--overwrite", "if-changed", "--delete", "c.tar.zst", "--to", "out"),
      .failed(
        2,
        """
        blogsh: cannot remove post/extra.md: its content is in no snapshot of c.tar.zst
        blogsh: warning: nothing was done; use --force to do it anyway

        """))
    #expect(try folder.listing("out") == before)
    let forced = try folder.blogsh(
      "restore", "--overwrite", "never", "--delete", "--force", "c.tar.zst", "--to", "out")
    #expect(forced.end == .status(0) && !folder.exists("out/post/extra.md"))
    #expect(try content("edited") == "mine\n")
  }

  @Test func `a preview shows what would be overwritten, and nothing else`() throws {
    let before = try folder.listing("out")
    for (word, writes) in [
      ("never", ["post/missing.md", "post/name.md"]),
      ("if-newer", ["post/missing.md", "post/name.md", "post/older.md"]),
    ] {
      let outcome = try folder.blogsh(
        "restore", "-n", "--overwrite", word, "c.tar.zst", "--to", "out")
      #expect(outcome.end == .status(0))
      #expect(
        outcome.lines.filter { $0.hasPrefix("write") } == writes.map { "write  \($0)" }, "\(word)")
    }
    #expect(try folder.listing("out") == before)
  }

  @Test func `json counts what is kept, and other words are wrong usage`() throws {
    expect(
      try folder.blogsh("restore", "--json", "--overwrite", "never", "c.tar.zst", "--to", "out"),
      .done("{\"written\":2,\"set\":0,\"removed\":0,\"equal\":4,\"kept\":3,\"bytes\":15}\n"))
    let outcome = try folder.blogsh(
      "restore", "--overwrite", "sometimes", "c.tar.zst", "--to", "out")
    #expect(outcome.end == .status(64) && outcome.hasOneLineOfErrors)
  }
}
