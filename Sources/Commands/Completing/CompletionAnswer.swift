import Terminal

/// What a completion script is told, in the form that its shell takes.
///
/// First one word for what there is to do:
///
/// - `file`, `folder`: complete the name of one, as the shell does by itself.
/// - `end`: write the next record; the word is whole then.
/// - `more`: write the next record; more is to follow.
/// - `choose`: offer what follows, in pairs: what is to be written, and what is to be shown.
/// - `menu`: as `choose`, and what all of them begin with must not be written by itself.
///
/// bash and zsh write what they are given, so that it is quoted here: for bash it goes behind what was
/// typed, for zsh in the place of it, within the quotes that zsh keeps open. fish quotes by itself, and
/// takes whole words, each with a remark behind a tab.
struct CompletionAnswer {
  /// The records, each ended by a newline, for fish by a zero byte.
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
    bytes += record + [dialect == .fish ? 0 : ASCII.newline]
  }

  private mutating func add(_ record: String) { add(Array(record.utf8)) }

  private mutating func addWords(_ candidates: [LineCompletion.Candidate], _ typed: [UInt8]) {
    add("choose")
    // fish takes what stands behind a tab for the remark.
    for candidate in candidates where !candidate.word.contains(ASCII.tab) {
      add(
        Self.forFish(candidate.word, typed)
          + (candidate.remark.isEmpty ? [] : [ASCII.tab] + candidate.remark.utf8))
    }
  }

  /// fish hides a word that begins with a dot until a dot is typed, and `./-` is one: from the root it
  /// is `/-`.
  private static func forFish(_ word: [UInt8], _ typed: [UInt8]) -> [UInt8] {
    typed.isEmpty && word.starts(with: "./".utf8) ? Array(word.dropFirst()) : word
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
      // Two bytes that differ may be written as escapes that begin alike.
      let begins = texts.dropFirst().reduce(Array(texts[0].utf8)) {
        $0.shared(with: Array($1.utf8))
      }
      add(begins.isEmpty ? "choose" : "menu")
      for (candidate, text) in zip(candidates, texts) {
        add(text)
        add(
          ShellQuoting.quoted(candidate.shown)
            + (candidate.remark.isEmpty || dialect == .bash ? "" : "  -- " + candidate.remark))
      }
    }
  }
}
