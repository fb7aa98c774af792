import Files
import Posts
import Terminal

extension Session {
  /// Prints what a command has written and where, for a person at a terminal:
  /// `packed 511 files, 1.3 MB, as blog.tar.zst`.
  func printAccount(
    _ verb: String, files: Int, bytes: Int64, _ preposition: String, _ place: String,
    end: String = ""
  ) throws {
    guard console.output.isTerminal else { return }
    let files = "\(Figures.grouped(files)) \(files == 1 ? "file" : "files")"
    try console.print(
      "\(verb) \(files), \(Figures.size(Int(clamping: bytes))), \(preposition) ",
      name: ArgumentText.bytes(of: place), end: end)
  }
}
