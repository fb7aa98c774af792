import Entries
import Files
import Posts
import Terminal
import Web

/// Tells a person what a run of `site` does.
final class SiteAccount {
  private let session: Session
  private let isRehearsal: Bool
  private let isJSON: Bool
  private var progress: Progress?
  private var written = 0
  private var removed = 0
  private var unchanged = 0
  private var bytes: Int64 = 0
  /// The number of links that lead nowhere.
  private(set) var broken = 0
  /// The first error of printing, since those who report events cannot throw.
  private var failure: (any Error)?

  init(_ session: Session, isRehearsal: Bool, isJSON: Bool) {
    self.session = session
    self.isRehearsal = isRehearsal
    self.isJSON = isJSON
  }

  /// Starts the line of progress.
  func start(posts: Int) {
    progress = session.console.startProgress { Totals(posts: posts, bytes: nil) }
  }

  func take(_ event: SiteWriter.Event) {
    switch event {
    case .written(let path, let length):
      written += 1
      bytes += length
      advance(path)
      print("write", path, bytes: length)
    case .removed(let path):
      removed += 1
      print("remove", path)
    case .unchanged(let path):
      unchanged += 1
      advance(path)
    case .broken(let link):
      broken += 1
      session.warn("\(link.path): the link to \(link.address) leads nowhere")
    }
  }

  private func advance(_ path: Path) {
    progress?.advance(posts: path.isPost ? 1 : 0)
  }

  private func print(_ action: String, _ path: Path, bytes: Int64? = nil) {
    guard isJSON || isRehearsal, failure == nil else { return }
    do {
      if isJSON {
        var object = JSONObject()
        object.append("path", path)
        object.append("action", action)
        object.append("size", bytes)
        try session.console.print(object.bytes)
      } else {
        let verb = action + String(repeating: " ", count: max(1, 8 - action.utf8.count))
        try session.console.print(verb, name: path.bytes)
      }
    } catch {
      failure = error
    }
  }

  /// Prints the figures for a person at a terminal.
  func finish(in folder: String) throws {
    if let failure { throw failure }
    guard !isJSON, !isRehearsal, session.console.output.isTerminal else { return }
    let changes = [
      "\(Figures.grouped(written)) written, \(Figures.size(Int(clamping: bytes)))",
      "\(Figures.grouped(removed)) removed", "\(Figures.grouped(unchanged)) unchanged",
    ]
    try session.console.print(
      "\(changes.joined(separator: ", ")): ",
      name: ArgumentText.bytes(of: "\(folder)/index.html"))
  }
}
