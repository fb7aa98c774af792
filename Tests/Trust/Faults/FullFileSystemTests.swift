import ProgramSupport
import SystemPackage
import TestSupport
import Testing

/// Lets the file system become full at one point of a run after the other. Old files stay, nothing
/// is half done, and once there is room again the next run finishes the work.
@Suite(
  .disabled(if: Sanitizing.writesFiles, "the sanitizer needs room on the same file system"))
struct FullFileSystemTests {
  /// A resource of a file system that is limited.
  enum Resource: String, CaseIterable {
    /// Pages of 4 KiB of a file system in memory.
    case pages
    /// Files and folders of a file system in memory.
    case inodes
    /// Pages of 4 KiB in a single file (setrlimit(2), RLIMIT_FSIZE).
    case pagesOfFile

    /// The error of the system once the resource is used up.
    var error: Errno { self == .pagesOfFile ? .fileTooLarge : .noSpace }

    /// The amounts that are tried, so that nearly every step of a run meets the end of the
    /// resource.
    var amounts: [Int] {
      switch self {
      case .pages: Array(0...320)
      case .inodes: Array(0...14)
      // Messages need a page as well.
      case .pagesOfFile: Array(1...160)
      }
    }
  }

  @Test(
    .enabled(if: FullFileSystem.canBeMounted, "no file system can be mounted here"),
    arguments: Work.allCases, [Resource.pages, .inodes])
  func `a full file system leaves nothing half done`(work: Work, resource: Resource) throws {
    try expectNothingHalf(work, resource, share: resource == .pages ? 5 : 2)
  }

  @Test(arguments: Work.allCases)
  func `a limit on the size of a file leaves nothing half done`(work: Work) throws {
    try expectNothingHalf(work, .pagesOfFile, share: 2)
  }

  static let commands = [
    "unpack ../a.tar -d new/er", "unpack ../a.tar.gz -d new/er", "unpack ../a.tar.zst -d new/er",
    "unpack --salvage ../a.tar.zst -d new/er", "unpack --overwrite always ../a.tar -d new/er",
    "restore ../h.tar.zst --to new/er", "restore ../h.tar.zst --to c",
    "-C ../in pack -o x.tar", "-C ../in pack -o x.tar.gz --depfile x.d",
    "-C ../in pack -o x.tar.zst", "reindex ../a.tar -o x.tar.zst",
    "-C ../in backup --to x.tar.zst", "-C c new 'a / b / c'",
  ]

  @Test(
    .enabled(if: FullFileSystem.canBeMounted, "no file system can be mounted here"),
    arguments: commands, ["size=64k", "size=64k,nr_inodes=5", "ro"])
  func `a command that fails leaves nothing, not even an empty folder`(
    command: String, options: String
  ) throws {
    let folder = try TemporaryFolder()
    var generator = FixedGenerator(state: 1)
    try folder.write("in/post/deep/noise.md", generator.bytes(300_000))
    let script = """
      "$BLOGSH" -C in pack -o a.tar && "$BLOGSH" -C in pack -o a.tar.gz &&
      "$BLOGSH" -C in pack -o a.tar.zst && "$BLOGSH" -C in backup --to h.tar.zst || exit 99
      mkdir m && mount -t tmpfs none m && mkdir m/c && mount -o remount,\(options) m || exit 98
      cd m
      # No room is left even for a small post.
      \(command.contains("new ") ? "head -c 99999 /dev/zero > fill 2>&-" : "")
      find . > ../before
      "$BLOGSH" \(command)
      status=$?
      find . | diff ../before - || exit 97
      exit $status
      """
    let outcome = try Program.run(
      "unshare", ["-m", "sh", "-c", script],
      environment: ["BLOGSH": Surroundings.blogsh], in: folder.path)
    #expect(outcome.end == .status(2), "\(outcome.testDescription)")
    #expect(outcome.errors.contains("blogsh: cannot write "))
  }

  private func expectNothingHalf(_ work: Work, _ resource: Resource, share: Int) throws {
    let judge = try FaultJudge(work, asset: 600_000)
    let amounts = Campaign.share(of: resource.amounts, atMost: share)
    for amount in amounts {
      try judge.expectNothingHalf(with: amount, of: resource)
    }
    Campaign.count(.fullDisks, amounts.count)
  }
}

extension FaultJudge {
  /// Runs the command with a limited resource, and then again with enough of it, and expects both
  /// outcomes to be right.
  fileprivate func expectNothingHalf(
    with amount: Int, of resource: FullFileSystemTests.Resource
  ) throws {
    let outcome = try FullFileSystem.run(work.arguments, with: amount, of: resource, in: folder)
    let note: Comment =
      "\(work.rawValue), with \(amount) \(resource.rawValue): \(outcome.testDescription)"
    let isDone = outcome.end == .status(0)
    #expect(isDone || outcome.end == .status(2) || outcome.end == .status(3), note)
    let lines = outcome.errors.split(separator: "\n")
    #expect(isDone ? lines.isEmpty : lines.allSatisfy { $0.hasPrefix("blogsh: cannot ") }, note)
    #expect(isDone || lines.contains { $0.hasSuffix(": \(resource.error)") }, note)
    #expect(try FolderState(of: "now", in: folder).temporaries == [], note)
    let leavesOut = outcome.end == .status(3)
    try expectNothingHalf(leavesOut: leavesOut, note)
    try expectNextRun(afterOneThatLeft: leavesOut, note)
  }
}

/// A file system of a few MiB in memory, in its own mount namespace.
private enum FullFileSystem {
  /// Whether a file system can be mounted here: that takes the right to make a namespace.
  static let canBeMounted: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    let tried = try? Program.run(
      "unshare", ["-m", "mount", "-t", "tmpfs", "none", folder.path])
    return tried?.end == .status(0)
  }()

  /// Runs the program under test on a copy of `before`, and copies the result to `now`.
  static func run(
    _ arguments: [String], with amount: Int, of resource: FullFileSystemTests.Resource,
    in folder: TemporaryFolder
  ) throws -> Outcome {
    let limit =
      switch resource {
      case .pages: "mount -o remount,size=$((($(used b f) + $2) * 4))k here"
      case .inodes: "mount -o remount,nr_inodes=$(($(used c d) + $2)) here"
      // POSIX counts in blocks of 512 bytes. SIGXFSZ, which a full disk does not send, is ignored.
      case .pagesOfFile: "trap '' XFSZ; ulimit -f $(($2 * 8))"
      }
    let script = """
      used() { echo $(($(stat -f -c %$1 here) - $(stat -f -c %$2 here))); }
      rm -rf here now && mkdir here now || exit 99
      if [ "$1" != pagesOfFile ]; then mount -t tmpfs -o size=32m none here || exit 99; fi
      cp -a before/. here
      (
        \(limit)
        shift 2
        cd here && TMPDIR=$PWD/tmp exec "$BLOGSH" "$@"
      )
      status=$?
      cp -a here/. now || exit 99
      exit $status
      """
    let namespace = resource == .pagesOfFile ? [] : ["unshare", "-m"]
    let words = namespace + ["sh", "-c", script, "sh", resource.rawValue, "\(amount)"] + arguments
    return try Program.run(
      words[0], Array(words.dropFirst()), environment: ["BLOGSH": Surroundings.blogsh],
      in: folder.path)
  }
}
