import CEditLine
import Glibc

// MARK: - Reading

extension LineEditor {
  /// Reads a character; returns 1 for one, 0 for the end of input, -1 for an interrupt
  /// (`EL_GETCFN`).
  func read(into character: UnsafeMutablePointer<wchar_t>?) -> CInt {
    while true {
      if isInterrupted() {
        guard isLeaving else {
          // What is printed next does not overwrite the line.
          isLeaving = true
          waiting = [NamedKey.leaveLine.character]
          continue
        }
        guard !waiting.isEmpty else {
          ending = .interrupted
          return -1
        }
      }
      if let next = waiting.popFirst() {
        unsafe character?.pointee = wchar_t(next.value)
        return 1
      }
      switch keys.next() {
      case .character(Self.escape): waiting = afterEscape()[...]
      // They stand for keys with names.
      case .character("\u{80}"..."\u{9F}"): break
      case .character(let scalar): waiting = [scalar]
      case .endOfInput:
        ending = .endOfInput
        return 0
      case .signal: follow()
      }
    }
  }

  private static let escape = Unicode.Scalar(0x1B as UInt8)

  /// Follows a change of the window's size, or a stop.
  private func follow() {
    let isTakenBack = takeTerminalBack()
    if followSize() || isTakenBack { showAgain() }
  }

  /// Returns the characters that libedit gets for an escape and what comes right after it.
  private func afterEscape() -> [Unicode.Scalar] {
    var sequence: [Unicode.Scalar] = []
    while sequence.count < Self.longestSequence, keys.hasMore {
      switch keys.next() {
      // Alt, before a key that is a sequence itself.
      case .character(Self.escape) where sequence.isEmpty && keys.hasMore: return afterEscape()
      case .character(let scalar): sequence.append(scalar)
      case .signal:
        follow()
        continue
      case .endOfInput: return [Self.escape] + sequence
      }
      if Self.isComplete(sequence) { break }
    }
    let text = String(String.UnicodeScalarView(sequence))
    let isKey = ["[", "O"].contains(sequence.first) && Self.isComplete(sequence)
    if !isKey || (chosenKeys == .emacs && isBound(text)) { return [Self.escape] + sequence }
    // A key without a meaning types nothing.
    return NamedKey(afterEscape: text).map { [$0.character] } ?? []
  }

  private static let longestSequence = 32

  /// Returns whether nothing follows these characters after an escape (ECMA-48, 5.4; the keys of
  /// the console of Linux have a second bracket).
  private static func isComplete(_ sequence: [Unicode.Scalar]) -> Bool {
    guard let first = sequence.first, let last = sequence.last else { return false }
    switch first {
    case "[": return sequence.count > 1 && sequence != ["[", "["] && "@"..."~" ~= last
    case "O": return sequence.count > 1
    default: return true
    }
  }

  /// Returns whether the terminal's description or `~/.editrc` gives a meaning to an escape and
  /// these characters. libedit tells only by printing it.
  private func isBound(_ sequence: String) -> Bool {
    var text: UnsafeMutablePointer<CChar>?
    var length = 0
    guard let stream = unsafe open_memstream(&text, &length) else { return false }
    let key = sequence.reduce(into: "\\e") { $0 += "\\^".contains($1) ? "\\\($1)" : "\($1)" }
    for number in [1, 2] as [CInt] { unsafe blogsh_el_set_stream(editor, number, stream) }
    unsafe blogsh_el_describe(editor, key)
    for number in [1, 2] as [CInt] { unsafe blogsh_el_set_stream(editor, number, files[1]) }
    unsafe fclose(stream)
    defer { unsafe free(text) }
    return unsafe text.map { unsafe !String(cString: $0).hasPrefix("Unbound") } ?? false
  }
}

// MARK: - Functions of keys

/// A word that was inserted from an earlier line.
struct RecalledWord {
  let text: String
  /// The line that it is from: 0 is the newest.
  let age: Int
  /// The place of the cursor after it, in characters.
  let end: CInt
}

extension LineEditor {
  static let completion = "blogsh-complete"
  static let nextCharacter = "blogsh-next-char"
  static let paste = "blogsh-paste"
  static let delete = "blogsh-delete-next-char"
  private static let lastWord = "blogsh-last-word"

  func addFunctions() {
    unsafe blogsh_el_add_function(editor, Self.completion, "Complete a word") { editor, _ in
      unsafe LineEditor.of(editor)?.completeWord() ?? UInt8(CC_ERROR)
    }
    unsafe blogsh_el_add_function(editor, Self.nextCharacter, "Go right") { editor, _ in
      unsafe LineEditor.of(editor)?.goRight() ?? UInt8(CC_ERROR)
    }
    unsafe blogsh_el_add_function(editor, Self.delete, "Delete a character") { editor, _ in
      unsafe LineEditor.of(editor)?.deleteRight() ?? UInt8(CC_ERROR)
    }
    unsafe blogsh_el_add_function(editor, Self.paste, "Insert a pasted text") { editor, _ in
      unsafe LineEditor.of(editor)?.insertPaste() ?? UInt8(CC_ERROR)
    }
    unsafe blogsh_el_add_function(editor, Self.lastWord, "Insert a last word") { editor, _ in
      unsafe LineEditor.of(editor)?.insertLastWord() ?? UInt8(CC_ERROR)
    }
  }

  /// Gives the keys that each set has, and those that have names, their functions.
  func bind(_ keys: EditingKeys) {
    unsafe blogsh_el_set_keys(editor, keys.rawValue)
    bindNamedKeys()
    guard keys == .emacs else { return }
    for key in ["\\e.", "\\e_"] { unsafe blogsh_el_bind(editor, key, Self.lastWord) }
  }

  func bindNamedKeys() {
    for key in NamedKey.allCases {
      unsafe blogsh_el_bind(editor, key.escape, key.functions.typing)
      unsafe blogsh_el_bind_command(editor, key.escape, key.functions.command)
    }
  }

  /// The set of keys that is in use, which `~/.editrc` may have chosen.
  var chosenKeys: EditingKeys? {
    unsafe blogsh_el_keys(editor).flatMap { unsafe EditingKeys(rawValue: String(cString: $0)) }
  }

  private func completeWord() -> UInt8 {
    let completion = complete(textBeforeCursor) {
      unsafe fputs("\n", files[1])
      unsafe fflush(files[1])
    }
    switch completion {
    case .nothing: return UInt8(CC_ERROR)
    case .listed:
      // Not CC_REDISPLAY, which would first clear the lines above.
      unsafe blogsh_el_refresh(editor)
      return UInt8(CC_NORM)
    case .insert(let text): return insert(text)
    }
  }

  /// Goes past the last character too, unlike the function of libedit with the keys of vi.
  private func goRight() -> UInt8 {
    let place = unsafe el_cursor(editor, 0)
    return unsafe el_cursor(editor, 1) == place ? UInt8(CC_ERROR) : UInt8(CC_CURSOR)
  }

  /// Deletes the next character, and never ends the input, unlike the function of libedit.
  private func deleteRight() -> UInt8 {
    guard goRight() != UInt8(CC_ERROR) else { return UInt8(CC_ERROR) }
    unsafe el_deletestr(editor, 1)
    return UInt8(CC_REFRESH)
  }

  /// Inserts what the terminal says was pasted, up to the mark at its end.
  private func insertPaste() -> UInt8 {
    let mark = "\u{1B}[201~".unicodeScalars
    var text: [Unicode.Scalar] = []
    while !isInterrupted() {
      switch keys.next() {
      case .character("\0"): break
      case .character(let scalar):
        text.append(scalar)
        guard scalar == mark.last, text.suffix(mark.count).elementsEqual(mark) else { continue }
        let pasted = String(String.UnicodeScalarView(text.dropLast(mark.count)))
        return insert(
          pasted.replacing("\r\n", with: "\n").replacing("\r", with: "\n"))
      case .signal: follow()
      case .endOfInput: return UInt8(CC_ERROR)
      }
    }
    return UInt8(CC_ERROR)
  }

  /// Inserts the last word of the newest line; if that is what was done last, the word of the line
  /// before takes its place.
  private func insertLastWord() -> UInt8 {
    var age = 0
    var old: RecalledWord?
    if let recalled, unsafe el_cursor(editor, 0) == recalled.end,
      textBeforeCursor.hasSuffix(recalled.text)
    {
      (age, old) = (recalled.age + 1, recalled)
    }
    guard let word = lastWord(age) else { return UInt8(CC_ERROR) }
    if let old { unsafe el_deletestr(editor, CInt(old.text.unicodeScalars.count)) }
    let outcome = insert(word)
    recalled = RecalledWord(text: word, age: age, end: unsafe el_cursor(editor, 0))
    return outcome
  }

  private func insert(_ text: String) -> UInt8 {
    unsafe el_insertstr(editor, text) == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
  }

  private var textBeforeCursor: String {
    guard let line = unsafe el_line(editor) else { return "" }
    let before = unsafe UnsafeBufferPointer(
      start: line.pointee.buffer, count: line.pointee.cursor - line.pointee.buffer)
    return unsafe before.withMemoryRebound(to: UInt8.self) {
      unsafe String(decoding: $0, as: UTF8.self)
    }
  }
}
