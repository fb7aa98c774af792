import Posts
import Terminal

/// The answer to a completion script, in the form that its shell takes.
///
/// The first word says what to do:
///
/// - `file`, `folder`: complete the name of one, as the shell itself does.
/// - `end`: insert the next record; the word is then complete.
/// - `more`: insert the next record; more is to follow.
/// - `choose`: offer what follows, in pairs: the text to insert, and the text to show.
/// - `menu`: like `choose`, but do not insert what all texts begin with.
///
/// bash and zsh insert what they are given, so the text is quoted here: for bash it goes after what
/// was typed, for zsh in the place of it, within the quotes that zsh keeps open. fish quotes words
/// itself, and takes whole words, each with a remark after a tab.
struct CompletionAnswer {
  /// The records, each followed by a newline, or for fish by a NUL byte.
  private(set) var bytes: [UInt8] = []

  private let dialect: ShellDialect

  init(_ answer: LineCompletion.Answer, to line: ShellLine, in dialect: ShellDialect) {
    self.dialect = dialect
    switch answer {
    case .file: add("file")
    case .folder: add("folder")
    case .candidates([]): break
    case .candidates(let candidates):
      if dialect == .fish {
        addWords(candidates, line.words.last ?? [])
      } else {
        addText(candidates, line)
      }
    }
  }

  private mutating func add(_ record: [UInt8]) {
    bytes += record + [dialect == .fish ? 0 : UInt8.newline]
  }

  private mutating func add(_ record: String) { add(Array(record.utf8)) }

  private mutating func addWords(_ candidates: [LineCompletion.Candidate], _ typed: [UInt8]) {
    add("choose")
    // fish takes what follows a tab for the remark.
    for candidate in candidates where !candidate.word.contains(.tab) {
      add(
        Self.forFish(candidate.word, typed)
          + (candidate.remark.isEmpty ? [] : [UInt8.tab] + candidate.remark.utf8))
    }
  }

  /// Returns `/-a` for `./-a`, which is the same from the root: fish hides a word that begins with
  /// a dot until a dot is typed.
  private static func forFish(_ word: [UInt8], _ typed: [UInt8]) -> [UInt8] {
    typed.isEmpty && word.starts(with: "./".utf8) ? Array(word.dropFirst()) : word
  }

  /// Quotes a name for a list. The `/` after a folder stays outside, since readline shows what
  /// follows the last `/` that has something after it.
  private static func quoted(_ name: [UInt8]) -> String {
    name.last == .slash
      ? ShellQuoting.quoted(Array(name.dropLast())) + "/" : ShellQuoting.quoted(name)
  }

  private mutating func addText(_ candidates: [LineCompletion.Candidate], _ line: ShellLine) {
    let continuation = WordContinuation(
      candidates, of: line, as: dialect == .bash ? .rest : .wholeWord)
    switch continuation.step {
    case .end(let text):
      add("end")
      add(text)
    case .more(let text):
      add("more")
      add(text)
    case .choose:
      let texts = candidates.map { continuation.text($0.word) }
      // Bytes that differ may be written as escapes that begin alike.
      let begins = texts.dropFirst().reduce(Array(texts[0].utf8)) {
        $0.shared(with: Array($1.utf8))
      }
      add(begins.isEmpty ? "choose" : "menu")
      for (candidate, text) in zip(candidates, texts) {
        add(text)
        add(
          Self.quoted(candidate.shown)
            + (candidate.remark.isEmpty || dialect == .bash ? "" : "  -- " + candidate.remark))
      }
    }
  }
}
