import ArgumentParser
import History
import Posts
import Store

struct Verify: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "verify", "Read an archive to its end, and say whether it is whole.",
    details: """
      Of an indexed archive every frame and every content is held against its SHA-256, and every \
      member against its row in the index. Each member that is lost is named, or where nothing tells \
      its path, the bytes of the archive that are damaged.

      With --quick the stored bytes are enough: frames that have their SHA-256 are not decoded. Of an \
      archive without an index it is checked that its compression can be undone to the end and its \
      headers be read.
      """,
    examples: [
      "blogsh verify blog.tar.zst",
      "blogsh verify --quick blog.tar.zst",
      "blogsh verify --json blog.tar.gz",
    ])

  @Flag(help: "Check the stored bytes alone.")
  var quick = false

  @OptionGroup var jobs: JobsOption

  @Flag(help: "Print a JSON object.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The archive; - is standard input.", valueName: "file"))
  var archive: String

  func run(in session: Session) throws {
    var options = Verification.Options()
    options.isQuick = quick
    if let count = jobs.count { options.threads = count }
    let verification = Verification(
      try PostCollection.open(naming: archive, forOnePass: true), options: options,
      interruption: session.interruption, report: session.omit)
    let progress = session.console.startProgress(totalBytes: verification.totalBytes)
    let summary = try verification.verify { posts, bytes in
      progress.advance(posts: posts, bytes: Int(clamping: bytes))
    }
    if summary.isDamaged { session.note(.no) }
    try session.console.print(json ? object(of: summary).bytes : Array(line(of: summary).utf8))
  }

  private func object(of summary: Verification.Summary) -> JSONObject {
    var object = JSONObject()
    object.append("archive", archive)
    object.append("whole", !summary.isDamaged)
    object.append("members", Int64(summary.members))
    object.append("posts", Int64(summary.posts))
    object.append("bytes", summary.bytes)
    if summary.isDamaged {
      object.append("lostPosts", Int64(summary.lostPosts))
      object.append("lost", summary.lost.map(\.description))
      // What is damaged may have held others.
      object.append("lostUnnamed", summary.hasLostUnnamed)
    }
    return object
  }

  private func line(of summary: Verification.Summary) -> String {
    let posts = Figures.grouped(summary.posts)
    let rest =
      "in \(Figures.grouped(summary.members)) members, \(Figures.grouped(Int(summary.bytes))) bytes"
    guard summary.isDamaged else { return "\(archive): whole: \(posts) posts \(rest)" }
    var lost = "\(Figures.grouped(summary.lostPosts)) posts lost"
    if summary.hasLostUnnamed {
      // Nothing tells what they were, or how many.
      lost = summary.lostPosts > 0 ? "at least \(lost)" : "posts may be lost"
    }
    return "\(archive): damaged: \(lost), \(posts) whole \(rest)"
  }
}
