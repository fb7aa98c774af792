import Entries
import Glibc
import LineEditing
import Posts
import Store
import SystemPackage
import Terminal

/// The completion of lines in the shell: commands, options, and paths of the collection; after a
/// pipe or a redirection, files of the system.
struct ShellCompletion {
  /// The greatest number of candidates that are shown.
  private static let maximumShown = 400
  /// The longest time that a person waits for a key.
  private static let patience = Duration.seconds(2)

  private let shell: Shell
  private let console: Console

  init(_ shell: Shell, _ console: Console) {
    self.shell = shell
    self.console = console
  }

  /// Completes the last word of a text.
  ///
  /// - Parameter leaveLine: called before anything is printed.
  func complete(_ text: String, leaveLine: () -> Void) -> TabAnswer {
    let (line, isOfProgram) = ShellLine.reading(Array(text.utf8), home: shell.environment["HOME"])
    let candidates = candidates(for: line, isOfProgram: isOfProgram)
    guard !candidates.isEmpty else { return .nothing }
    switch WordContinuation(candidates, of: line).step {
    case .end(let text): return .insert(text + line.quote.closing + " ")
    case .more(let text): return .insert(text)
    case .choose:
      leaveLine()
      show(candidates)
      return .listed
    }
  }

  private func candidates(for line: ShellLine, isOfProgram: Bool) -> [LineCompletion.Candidate] {
    guard !line.isUnknown, let typed = line.words.last else { return [] }
    if line.isRedirection { return files(typed) }
    let words = line.words.dropLast()
    if isOfProgram { return words.isEmpty ? [] : files(typed) }
    let end = ContinuousClock.now + Self.patience
    let completion = LineCompletion(
      vocabulary: .shell, environment: shell.environment, current: paths,
      context: .silent(Interruption { ContinuousClock.now > end }, limits: shell.limits))
    switch completion.answer(typed, after: words) {
    case .file: return files(typed)
    case .folder: return files(typed).filter { !$0.isWhole }
    case .candidates(let candidates):
      let isFolderMeant = words.first == Array(ChangeFolder.name.utf8)
      return isFolderMeant ? candidates.filter { !$0.isWhole } : candidates
    }
  }

  private var paths: PathCompletion? {
    shell.collection.dropIfOutdated()
    // The next command reports what is wrong with the collection.
    return (try? shell.collection.current()).map {
      PathCompletion(in: $0, below: shell.workingPath)
    }
  }

  /// Returns files of the system, relative to the working directory of the process.
  private func files(_ typed: [UInt8]) -> [LineCompletion.Candidate] {
    guard let system = try? PostCollection.open("/"), let folder = Path.workingFolderOfProcess,
      let found = try? PathCompletion(in: system, below: folder).candidates(for: typed)
    else { return [] }
    return found.map(LineCompletion.Candidate.init)
  }

  private func show(_ candidates: [LineCompletion.Candidate]) {
    let more = candidates.count - Self.maximumShown
    try? console.printColumns(names: candidates.prefix(Self.maximumShown).map(\.shown))
    let mark = console.output.ellipsis
    if more > 0 { try? console.print("\(mark) and \(Figures.grouped(more)) more") }
    try? console.finish()
  }
}

extension Path {
  /// The working directory of the process, relative to the root of the system; nil if it is gone.
  fileprivate static var workingFolderOfProcess: Path? {
    guard let name = unsafe getcwd(nil, 0) else { return nil }
    defer { unsafe free(name) }
    return unsafe try? Path(argument: UnsafeRawBufferPointer(start: name, count: strlen(name)))
  }
}
