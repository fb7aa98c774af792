import ArgumentParser
import Posts
import Store

struct Verify: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "verify", "Read an archive to its end, and say whether it is whole.",
    examples: ["blogsh verify blog.tar.zst", "blogsh verify --json blog.tar.gz"])

  @Flag(help: "Print a JSON object.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("The archive; - is standard input.", valueName: "file"))
  var archive: String

  func run(in session: Session) throws {
    let collection = try PostCollection.open(archive, forOnePass: true)
    let progress = session.console.startProgress()
    var last = Verification.Summary()
    let verification = Verification(collection, report: session.omit)
    do {
      let summary = try verification.verify { now in
        progress.advance(
          posts: now.posts - last.posts, bytes: Int(clamping: now.bytes - last.bytes))
        last = now
      }
      try tell(summary, isWhole: true, on: session.console)
    } catch let error as StoreError where json && error.code == .damaged {
      try tell(last, isWhole: false, on: session.console)
      throw error
    }
  }

  private func tell(_ summary: Verification.Summary, isWhole: Bool, on console: Console) throws {
    if json {
      var object = JSONObject()
      object.append("archive", archive)
      object.append("whole", isWhole)
      object.append("members", Int64(summary.members))
      object.append("posts", Int64(summary.posts))
      object.append("bytes", summary.bytes)
      try console.print(object.bytes)
    } else {
      try console.print(
        """
        \(archive): whole: \(Figures.grouped(summary.posts)) posts in \
        \(Figures.grouped(summary.members)) members, \(Figures.grouped(Int(summary.bytes))) bytes
        """)
    }
  }
}
