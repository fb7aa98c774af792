import ProgramSupport
import TestSupport
import Testing

/// `restore` from an archive with several states.
struct RestoreSnapshotTests {
  let folder: TemporaryFolder

  /// Makes four states, with a copy of each.
  init() throws {
    folder = try TemporaryFolder()
    let made = try folder.shell(
      """
      keep() {
        find archive ! -type f -exec touch -h -d @1450000000 {} +
        cp -a archive "$1" && "$BLOGSH" backup --to h.tar.zst > /dev/null || exit
      }
      mkdir -p archive/post/deep && cd archive/post
      for n in a b c d; do echo "first $n" > $n.md; touch -d @1000 $n.md; done
      ln -s a.md link && ln d.md deep/e.md && cd ../.. && keep 1
      cd archive/post && echo 'second a' > a.md && touch -d @2000 a.md
      rm b.md && ln -sf c.md link && chmod 600 c.md && cd ../.. && keep 2
      cd archive/post && mv d.md moved.md && rm -r deep && echo 'third' > deep
      echo 'third a' > a.md && touch -d @3000 a.md deep && cd ../.. && keep 3
      cd archive/post && rm deep a.md && mkdir a.md && echo 'fourth' > a.md/b.md
      touch -d @4000 a.md/b.md && cd ../.. && keep 4
      """)
    try #require(made == .done(), "\(made.testDescription)")
  }

  private static let states = ["1", "2", "3", "4"]

  @Test(arguments: states, states)
  func `each state is restored over each other one, and nothing is refused`(
    from: String, to: String
  ) throws {
    try #require(try folder.run("cp", "-a", from, "out") == .done())
    let restored = try folder.blogsh("restore", "--delete", "h.tar.zst@\(to)", "--to", "out")
    #expect(restored.end == .status(0) && restored.errors == "", "\(restored.testDescription)")
    #expect(try folder.listing("out") == folder.listing(to))
    // Without removals, everything in the state is as it was then.
    try #require(try folder.shell("rm -rf out && cp -a \"$1\" out", from) == .done())
    let added = try folder.blogsh("restore", "h.tar.zst@\(to)", "--to", "out")
    #expect(added.end == .status(0) && added.errors == "", "\(added.testDescription)")
    let wanted = Set(try folder.listing(to).split(separator: "\n"))
    #expect(wanted.subtracting(try folder.listing("out").split(separator: "\n")) == [])
  }

  @Test(arguments: states)
  func `each state is restored into a new folder`(state: String) throws {
    let restored = try folder.blogsh("restore", "h.tar.zst@\(state)", "--to", "out", "--verify")
    #expect(restored.end == .status(0) && restored.errors == "", "\(restored.testDescription)")
    #expect(try folder.listing("out") == folder.listing(state))
  }

  /// A file can change twice within one second, or be given its old time.
  @Test func `contents of the same size and time are distinguished`() throws {
    let made = try folder.shell(
      """
      keep() { cp -a c "c$1" \
      && "$BLOGSH" -C c backup --checksum --to t.tar.zst > /dev/null || exit; }
      mkdir c && echo 'one a' > c/a.md && echo 'same' > c/s.md && ln c/a.md c/z.md
      touch -d @1000 c/* && keep 1
      rm c/z.md && echo 'two z' > c/z.md && touch -d @1000 c/* && keep 2
      echo 'two a' > c/a.md && touch -d @1000 c/* && keep 3
      echo 'more' > c/more.md && touch -d @1000 c/* && keep 4
      echo 'one a' > c/a.md && touch -d @1000 c/* && keep 5
      """)
    try #require(made == .done(), "\(made.testDescription)")
    for from in 1...5 {
      for to in 1...5 {
        for name in ["t.tar.zst", "pruned.tar.zst"] where name == "t.tar.zst" || to > 2 {
          _ = try folder.shell(
            """
            rm -rf o && cp -a "c$1" o && cp t.tar.zst pruned.tar.zst \
              && "$BLOGSH" prune --keep-last 3 pruned.tar.zst
            """, "\(from)")
          let restored = try folder.blogsh(
            "restore", "--delete", "--force", "\(name)@\(to)", "--to", "o")
          #expect(restored.end == .status(0), "\(restored.testDescription)")
          let differing = try folder.run("diff", "-r", "o", "c\(to)")
          // Content that is no longer in any snapshot cannot be recognised as different.
          if name == "t.tar.zst" || from > 2 { expect(differing, .done(), "\(from) \(to)") }
        }
      }
    }
  }

  @Test func `one changed file among many is found by its content`() throws {
    expect(
      try folder.shell(
        """
        mkdir c && cd c && seq 2000 | split -l 1 -a 3 \
        && echo one > a.md && touch -d @1000 * && cd ..
        "$BLOGSH" -C c backup --checksum --to t.tar.zst > /dev/null
        cp -a c o && echo two > c/a.md && touch -d @1000 c/a.md
        "$BLOGSH" -C c backup --checksum --to t.tar.zst > /dev/null
        "$BLOGSH" restore t.tar.zst --to o && diff -r c o
        "$BLOGSH" restore t.tar.zst@1 --to o && cat o/a.md
        """),
      .done(
        """
        1 written, 0 with other times or modes, 0 removed, 2,000 equal
        1 written, 0 with other times or modes, 0 removed, 2,000 equal
        one

        """))
  }

  @Test func `content that only a pruned snapshot had is not lost silently`() throws {
    // The content of the first state is saved nowhere else.
    try #require(try folder.run("cp", "-a", "1", "out") == .done())
    let pruned = try folder.blogsh("prune", "h.tar.zst", "--keep-last", "1")
    try #require(pruned.end == .status(0), "\(pruned.testDescription)")
    let refused = try folder.blogsh("restore", "--delete", "h.tar.zst", "--to", "out")
    #expect(refused.end == .status(2))
    #expect(
      refused.errors == """
        blogsh: cannot remove post/a.md: its content is in no snapshot of h.tar.zst
        blogsh: cannot remove post/b.md: its content is in no snapshot of h.tar.zst
        blogsh: cannot overwrite post/link: no snapshot of h.tar.zst has a link to its target
        blogsh: warning: nothing was done; \(RestoreTests.choices)

        """)
    #expect(try folder.listing("out") == folder.listing("1"))
  }

  @Test func `a path that a snapshot does not have is reported`() throws {
    expect(
      try folder.blogsh("restore", "h.tar.zst@2", "post/b.md", "--to", "out"),
      .failed(1, "blogsh: cannot restore post/b.md in h.tar.zst: No such file or directory\n"))
    #expect(
      try folder.blogsh("restore", "h.tar.zst@1", "post/b.md", "--to", "out").end == .status(0))
    #expect(try folder.content("out/post/b.md") == "first b\n")
  }
}
