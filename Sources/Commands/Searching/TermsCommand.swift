import ArgumentParser
import Entries
import Files
import Posts
import Store
import Terminal

struct TermsCommand: ReadingCommand {
  static let configuration = CommandConfiguration.command(
    "terms", "List the words of an archive, with the number of frames that hold each.",
    details: """
      pack, backup and reindex write the words of all files into the index of a .tar.zst of 64 \
      frames or more, and of a smaller one with --terms always. With them, grep decodes only the \
      frames that can have a match. Words are in lower case; scripts that are written without \
      spaces are cut into twos or threes. Frames of data, which every search reads, do not count.
      """,
    examples: [
      "blogsh -C words.tar.zst terms",
      "blogsh -C words.tar.zst terms keep",
      "blogsh -C words.tar.zst terms --json | tail -n 3",
    ])

  @Flag(help: "Print one JSON object per line.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @Argument(help: ArgumentHelp("How the words begin; by default, all.", valueName: "prefix"))
  var prefix = ""

  func run(in session: Session) throws {
    let terms = try session.collection().terms()
    let width = String(terms.frameCount).count
    let console = session.console
    try terms.forEach(beginningWith: ArgumentText.bytes(of: prefix)) { term, frames in
      if json {
        var object = JSONObject()
        object.append("term", bytes: term)
        object.append("frames", Int64(frames))
        try console.print(object.bytes)
      } else {
        let number = String(frames)
        try console.printLine { line in
          line.append(spaces: width - number.count)
          line.append(part: number, as: .lineNumber)
          line.append(part: "  \(String(decoding: term, as: UTF8.self))")
        }
      }
    }
  }
}
