import ProgramSupport
import TestSupport
import Testing

/// What is said about a word that is no option.
struct UnknownOptionTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("in/a.md", "# A\n")
  }

  @Test(arguments: [
    // Slips of a finger, and beginnings of names.
    ("cat --rwa a.md", "--rwa", "--raw"), ("ls --jsno", "--jsno", "--json"),
    ("grep --exclude-di x y", "--exclude-di", "--exclude-dir"),
    ("pack --reproducable -o x.tar", "--reproducable", "--reproducible"),
    ("find --iname x", "--iname", "-iname"), ("cat -raw a.md", "-raw", "--raw"),
    // The words of git, tar, restic, borg, hugo, ripgrep, fd and ls.
    ("unpack x.tar --directory d", "--directory", "--to"), ("unpack x.tar -o d", "-o", "--to"),
    ("unpack -t x.tar", "-t", "--dry-run"), ("pack -f x.tar", "-f", "--to"),
    ("pack -o x.tar -X list", "-X", "--exclude-from"),
    ("pack --zstd -o x.tar", "--zstd", "--format"),
    ("pack -o x.tar -T list", "-T", "--files-from"),
    ("restore x.tar --target d", "--target", "--to"), ("restore x.tar -f --to d", "-f", "--force"),
    ("backup --repo r", "--repo", "--to"),
    ("backup --exclude-file f", "--exclude-file", "--exclude-from"),
    ("backup --comment x", "--comment", "--message"), ("backup --force", "--force", "--checksum"),
    ("prune x.tar --daily 7", "--daily", "--keep-daily"),
    ("new --folder post x", "--folder", "--in"), ("new --tags x y", "--tags", "--tag"),
    ("grep --type md x", "--type", "--include"), ("grep --author ada x", "--author", "--meta"),
    ("find --name x", "--name", "-g"), ("find --extension md", "--extension", "-e"),
    ("find --changed-within 1d", "--changed-within", "--since"),
    ("find -mtime -1", "-mtime", "-newer"),
    ("ls --all", "--all", "-a"), ("ls --recursive", "--recursive", "-R"), ("ls -lA", "-A", "-a"),
    ("ls --before 2024-01-01", "--before", "--until"), ("ls --sort time", "--sort", "-t"),
    ("tree --level 2", "--level", "-L"), ("diff --brief a b", "--brief", "--quiet"),
    ("diff --unified a b", "--unified", "-u"), ("verify --threads 2 x", "--threads", "--jobs"),
  ])
  func `an option that a command has not is reported with the one that is meant`(
    line: String, word: String, meant: String
  ) throws {
    expect(
      try folder.blogsh(line.split(separator: " ").map(String.init)),
      .failed(64, "blogsh: no such option: \(word). Did you mean \(meant)?\n"))
  }

  @Test(arguments: [
    ("grep --sort path x", "--sort", "Files come in the order of their paths."),
    ("find -exec cat {} ;", "-exec", "To run a program on what is found, use -0 and xargs(1)."),
    (
      "find -maxdepth 1", "-maxdepth",
      "All folders are searched; tree -L draws so many levels."
    ), ("find -empty", "-empty", "Empty files are those of --size 0."),
    ("pack -czf x.tgz", "-czf", "pack only creates: blogsh pack -o FILE."),
    ("restore x.tar -i a.md", "-i", "Name the paths after the archive."),
  ])
  func `where a command needs no such option, the message says so`(
    line: String, word: String, remark: String
  ) throws {
    expect(
      try folder.blogsh(line.split(separator: " ").map(String.init)),
      .failed(64, "blogsh: no such option: \(word). \(remark)\n"))
  }

  @Test(arguments: [
    ("ls --frobnicate", "--frobnicate", "ls"), ("cat -Z a.md", "-Z", "cat"),
    ("wc -5 a.md", "-5", "wc"), ("ls -lX", "-X", "ls"), ("grep --not", "--not", ""),
  ])
  func `an option that is like none is reported with where to find them`(
    line: String, word: String, command: String
  ) throws {
    let outcome = try folder.blogsh(line.split(separator: " ").map(String.init))
    guard !command.isEmpty else {
      // The option is known, and lacks its value.
      #expect(outcome.status == 64 && outcome.errors.contains("Missing value"))
      return
    }
    expect(
      outcome,
      .failed(
        64, "blogsh: no such option: \(word) (`blogsh help \(command)` lists all options)\n"))
    let inShell = try folder.blogsh("-C", "in", "shell", "-c", line)
    expect(
      inShell,
      .failed(64, "blogsh: no such option: \(word) (`help \(command)` lists all options)\n"))
  }

  @Test(arguments: [
    "cat -n --width 60 -- --bogus", "grep -e --bogus x", "grep --and --bogus x",
    "find --size -1k", "head -5 a.md", "grep -C2 x", "grep -m 1 -- -x", "ls --max-ratio 2000",
  ])
  func `a value or a path is not taken for an option`(line: String) throws {
    let outcome = try folder.blogsh(["-C", "in"] + line.split(separator: " ").map(String.init))
    #expect(!outcome.errors.contains("no such option"), "\(outcome.testDescription)")
    #expect(outcome.status != 64, "\(outcome.testDescription)")
  }

  @Test func `an option before the command is named as such`() throws {
    expect(
      try folder.blogsh("--raw", "cat", "a.md"),
      .failed(
        64, "blogsh: no such option before the command: --raw (`blogsh help` lists all)\n"))
  }

  @Test func `in the shell, the habit of tar is answered too`() throws {
    expect(
      try folder.blogsh("-C", "in", "shell", "-c", "unpack x.tar -C d"),
      .failed(64, "blogsh: no such option: -C. Did you mean --to?\n"))
  }
}
