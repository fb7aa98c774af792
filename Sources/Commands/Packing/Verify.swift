import ArgumentParser
import Checking
import Entries
import Files
import Posts
import Store
import Terminal
import View

struct Verify: ReadingCommand {
  static let configuration = CommandConfiguration.command(
    "verify", "Read an archive, and check that it is intact.",
    details: """
      In an indexed archive, every frame and every content is checked against its SHA-256, and \
      every member against its row in the index. Each lost member is reported by its path or, if \
      the path is not known, by the damaged bytes of the archive.

      With --quick, only the stored bytes are checked: frames that match their SHA-256 are not \
      decoded. For an archive without an index, only its decompression and its headers are \
      checked.

      In an archive with history, every snapshot is checked, and each lost post is reported with \
      the snapshots that need it. With --snapshot, or a snapshot named after an @, only the \
      contents of that snapshot are read.
      """,
    examples: [
      "blogsh verify blog.tar.zst",
      "blogsh verify --quick blog.tar.zst",
      "blogsh verify --snapshot latest history.tar.zst",
      "blogsh verify --json blog.tar.gz",
    ])

  @Flag(help: "Check only the stored bytes.")
  var quick = false

  @Option(help: ArgumentHelp("Check only this snapshot.", valueName: "snapshot"))
  var snapshot: String?

  @OptionGroup var jobs: JobsOption

  @Flag(help: "Print a JSON object.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @OptionGroup var operand: HistoryArgument

  func validate() throws {
    if let snapshot, SnapshotName(snapshot.utf8) == nil {
      throw ValidationError(
        "'\(snapshot)' is not the name of a snapshot; the forms are \(SnapshotName.forms).")
    }
    if quick, snapshot != nil {
      throw ValidationError(
        "Use only one of --quick, which checks frames, and --snapshot, which checks posts.")
    }
  }

  func run(in session: Session) throws {
    var options = Verification.Options()
    options.isQuick = quick
    options.describe = PostPage.facts
    if let count = jobs.count { options.threads = count }
    let archive = try session.archive(operand.archive, usesHistory: true).name
    let verification = Verification(
      try opened(archive), options: options, context: session.context())
    let progress = session.console.startProgress { Totals(bytes: verification.totalBytes) }
    let summary = try verification.verify { posts, bytes in
      progress.advance(posts: posts, bytes: Int(clamping: bytes))
    }
    if summary.isDamaged { session.note(.no) }
    if json { return try session.console.print(object(of: summary, archive).bytes) }
    try session.console.printLine { append(summary, archive, to: &$0) }
  }

  private func opened(_ archive: String) throws -> PostCollection {
    guard let snapshot, let name = SnapshotName(snapshot.utf8) else {
      return try PostCollection.open(naming: archive, forOnePass: true)
    }
    let history = try PostCollection.open(archive)
    let named = "\(archive)@\(snapshot)"
    return try history.at(try history.snapshot(name, named: named), named: named)
  }

  private func object(of summary: Verification.Summary, _ archive: String) -> JSONObject {
    var object = JSONObject()
    object.append("archive", bytes: ArgumentText.bytes(of: archive))
    object.append("whole", !summary.isDamaged)
    object.append("snapshots", summary.snapshots.map(Int64.init))
    object.append("members", Int64(summary.members))
    object.append("posts", Int64(summary.posts))
    object.append("bytes", summary.bytes)
    if summary.isDamaged {
      object.append("lostPosts", Int64(summary.lostPosts))
      object.append("lost", summary.lost.map(\.description))
      // The damaged bytes may have held more.
      object.append("lostUnnamed", summary.hasLostUnnamed)
    }
    return object
  }

  private func append(
    _ summary: Verification.Summary, _ archive: String, to line: inout ReadyLines
  ) {
    let snapshots = summary.snapshots.map { Figures.count($0, "snapshot") + ", " } ?? ""
    let rest =
      "in \(Figures.count(summary.members, "member")), "
      + Figures.count(Int(clamping: summary.bytes), "byte")
    line.append(part: ArgumentText.bytes(of: archive).span)
    line.append(part: ": ")
    guard summary.isDamaged else {
      line.append(part: "whole", as: .good)
      return line.append(part: ": \(snapshots)\(Figures.count(summary.posts, "post")) \(rest)")
    }
    line.append(part: "damaged", as: .bad)
    var lost = Figures.count(summary.lostPosts, "post") + " lost"
    if summary.hasLostUnnamed {
      // It is not known what they were, or how many.
      lost = summary.lostPosts > 0 ? "at least \(lost)" : "posts may be lost"
    }
    line.append(part: ": \(lost), \(Figures.grouped(summary.posts)) whole \(rest)")
  }
}
