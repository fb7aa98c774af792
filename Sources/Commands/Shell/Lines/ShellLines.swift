import Files
import Posts
import Terminal

/// A source of lines for a shell.
protocol ShellLines {
  /// Returns the next line.
  ///
  /// - Parameter isContinuation: whether the line continues the one before it.
  mutating func next(isContinuation: Bool) -> ShellInput

  /// The place of the last line, for messages; nil if the person sees it.
  var place: String? { get }
}

enum ShellInput: Equatable {
  /// A line without its newline.
  case line([UInt8])
  /// The person has dropped what they were typing.
  case interrupted
  case end
}

extension Shell {
  /// Runs all lines, until the shell ends or there are no more.
  func run(_ lines: inout some ShellLines, on console: Console) {
    var text: [UInt8] = []
    var isContinuation = false
    var isFirst = true
    var needed: ShellParser.Need?
    var place: String?
    while !hasEnded {
      switch lines.next(isContinuation: isContinuation) {
      case .line(let bytes):
        let line = OutsideFile.withoutReturn(
          isFirst ? OutsideFile.withoutMark(bytes[...]) : bytes[...])
        isFirst = false
        text += isContinuation ? [UInt8.newline] + line : line
        if !isContinuation { place = lines.place }
      case .interrupted:
        (text, isContinuation) = ([], false)
        noteDroppedLine(on: console)
        continue
      case .end:
        if let needed { refuse(sentence(needed.sentence, at: place), on: console) }
        return
      }
      needed = nil
      switch ShellParser.parse(text) {
      case .list(let list): run(list, on: console)
      case .wrong(let cause): refuse(sentence(cause, at: place), on: console)
      case .incomplete(let need):
        needed = need
        isContinuation = true
        continue
      }
      (text, isContinuation) = ([], false)
    }
  }

  private func sentence(_ cause: String, at place: String?) -> [UInt8] {
    Array("cannot understand \(place ?? "the line"): \(cause)".utf8)
  }
}
