/// The options of other tools for what an option does here: of git, GNU tar, restic, borg, hugo,
/// ripgrep, fd and the like.
///
/// Of several options for one word, the first that the command has is meant.
enum OptionWords {
  /// For commands for which a word means something else than for all others.
  static let ofCommands: [String: [(option: String, words: String)]] = [
    "backup": [("--checksum", "--force --ignore-ctime --ignore-inode")],
    "cat": [("--raw", "-p --plain -r -A"), ("--number", "-b")],
    "find": [
      ("-g", "--name -path --path -wholename"), ("-e", "--extension --ext"), ("-type", "-t --type"),
      ("-iname", "--iglob"),
      ("-newer", "-mtime -mmin -cnewer -ctime"), ("--size", "-S"),
    ],
    "grep": [("--include", "-t --type --iglob"), ("--exclude-dir", "--exclude-directory")],
    "ls": [("-d", "--directory"), ("-t", "--sort --time"), ("-0", "-z")],
    "pack": [
      ("--format", "-z -j -J --gzip --bzip2 --xz --zstd --lz4 -a --auto-compress"),
      ("--level", "-1 -9 -19"),
    ],
    "restore": [("--force", "-f"), ("--delete", "-d")],
    "tree": [("-L", "--level --max-depth --depth -D")],
    "unpack": [("--dry-run", "-t -tf --list -l"), ("--overwrite", "-u -U -k -f --force")],
  ]

  /// For every command that has the option.
  static let ofAll: [(option: String, words: String)] = [
    (
      "--to",
      "--target --output --out --outfile --dest --destination --into --directory --dir --prefix "
        + "--repo --repository --archive --file -o -d -f -r -t -C -O"
    ),
    ("--in", "--folder --dir --directory --section --path --kind -d -k"),
    ("--dry-run", "--dryrun --simulate --pretend --just-print --no-act --preview --check"),
    ("--exclude-from", "--exclude-file --iexclude-file --ignore-file -X"),
    ("--exclude", "--ignore --iexclude --skip -x"),
    ("--files-from", "-T --include-from --files-from0"),
    ("--since", "--after --newer --newer-than --changed-within --from"),
    ("--until", "--before --older --older-than --changed-before"),
    ("--jobs", "--threads --parallel -j -T"),
    ("-0", "--null --print0 --zero -z"),
    ("--tag", "--tags --label --category --keyword -t"),
    ("--drafts", "--draft --buildDrafts -D"),
    ("--draft", "--drafts -D"),
    ("--meta", "--author --field --frontmatter --front-matter --where"),
    ("--json", "--format --porcelain --output-format -j"),
    ("--level", "--compression --compression-level --fast --best"),
    ("--quiet", "--silent --brief -s"),
    ("-a", "--all --almost-all --hidden -A -H"),
    ("-R", "--recursive"), ("-r", "--reverse"), ("-l", "--long"),
    ("-h", "--human-readable --human"),
    ("-u", "--unified --patch -p -U"), ("--stat", "--stats --shortstat --numstat --summary"),
    ("--name-only", "--names --name-status"),
    ("--checksum", "--hash --sha256 --checksums -c"),
    ("--overwrite", "--existing --update --no-clobber --keep-old-files --skip-old-files"),
    ("--force", "--yes -y -f"), ("--message", "--comment --description --msg"),
    ("--strip-components", "--strip-level --strip-path"),
    ("--edit", "--editor --open -e"), ("--delete", "--remove --prune --mirror"),
    ("--verify", "--test --check"), ("--snapshot", "--at --revision --rev"),
    ("--keep-last", "--keep --keep-n -l"), ("--keep-daily", "--daily -d"),
    ("--keep-weekly", "--weekly -w"), ("--keep-monthly", "--monthly -m"),
    ("--keep-yearly", "--yearly --keep-annually -y"),
    ("--width", "--columns --terminal-width -w"), ("--ignore-case", "-y"),
    ("--max-count", "--limit --max-results"), ("--color", "--colors --no-color -G"),
  ]

  /// What is said about words for which a command has no option.
  static let remarks: [String: [String: String]] = [
    "diff": remarks(
      ("All folders are compared with everything in them.", "-r --recursive -N --new-file")),
    "find": remarks(
      (
        "To run a program on what is found, use -0 and xargs(1).",
        "-exec -execdir -ok -delete -x -X --exec --exec-batch"
      ), ("Paths are printed anyway.", "-print"),
      ("Empty files are those of --size 0.", "-empty"),
      ("ls -l shows sizes and dates.", "-ls -printf"),
      ("All folders are searched; tree -L draws so many levels.", "-maxdepth --max-depth -d"),
      (
        "All conditions must hold; a repeated -g, -e or -type holds for any of its values.",
        "-o -or -a -and -not"
      )),
    "grep": remarks(
      ("Files come in the order of their paths.", "--sort --sortr"),
      ("Patterns are those of PCRE2; -F takes them literally.", "-G --basic-regexp"),
      ("A pattern matches within a line.", "-U --multiline -z --null-data"),
      (
        "Everything is searched but what is named .git.",
        "--hidden --no-ignore -u -uu -uuu --unrestricted"
      ), ("find lists files.", "--files")),
    "pack": remarks(
      ("pack only creates: blogsh pack -o FILE.", "-c --create -cf -czf -cvf -czvf -cvzf")),
    "restore": remarks(
      ("Name the paths after the archive.", "-i --include --path"),
      ("Name the snapshot after the archive: FILE@2.", "-s --snapshot --at")),
    "unpack": remarks(
      ("unpack only unpacks: blogsh unpack FILE --to FOLDER.", "-x --extract -xf -xzf -xvf -xvzf"),
      ("Name the paths after the archive.", "-i --include --path")),
  ]

  private static func remarks(_ all: (remark: String, words: String)...) -> [String: String] {
    Dictionary(
      uniqueKeysWithValues: all.flatMap { remark, words in
        words.split(separator: " ").map { (String($0), remark) }
      })
  }
}
