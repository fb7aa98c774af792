import CEditLine
import Glibc

/// Lets a person edit lines at a terminal with libedit, with history and completion; for one
/// thread.
///
/// The editor reads `~/.editrc` (editrc(5)), in which the program is named `blogsh`. It changes no
/// state of the process: the locale that libedit needs is set only for the calling thread and the
/// time of a call, and no signal handlers are set.
///
/// The caller sets the handlers for `SIGINT`, `SIGTERM`, `SIGHUP`, `SIGWINCH` and `SIGCONT`. If
/// they interrupt a wait, a request to stop ends the line, the line follows changes of the window's
/// size, and the editor takes the terminal back after a stop.
@safe package final class LineEditor {
  /// Completes a line, given its text before the cursor and a closure to call before printing
  /// lines.
  package typealias Completer = (_ text: String, _ leaveLine: () -> Void) -> TabAnswer

  /// Returns the last word of an earlier line: 0 is the newest; nil if there are not so many.
  package typealias LastWord = (_ age: Int) -> String?

  let editor: OpaquePointer
  let files: [UnsafeMutablePointer<FILE>]
  let keys: KeyReader
  let isInterrupted: () -> Bool
  let complete: Completer
  let lastWord: LastWord
  private let history: OpaquePointer
  private let locale: locale_t?
  private let marksPaste: Bool
  private var prompt: [CChar] = [0]
  private var size: Size?
  var ending: TypedLine?
  /// The characters that are passed to libedit before more is read.
  var waiting: ArraySlice<Unicode.Scalar> = []
  /// Whether an interrupted line is being left.
  var isLeaving = false
  /// The word that was inserted last from an earlier line.
  var recalled: RecalledWord?

  /// Opens an editor.
  ///
  /// - Parameters:
  ///   - input, output: The terminal's descriptors; the caller keeps them.
  ///   - keys: The keys to edit with; nil for those that `~/.editrc` chooses, or emacs.
  ///   - historySize: The number of lines to remember, 1 or more.
  ///   - marksPaste: Whether the terminal is asked to mark pasted text, whose lines then wait for
  ///     the return key.
  ///   - isInterrupted: Returns whether the person has asked to stop the current work.
  ///   - lastWord: Called for the key Alt-. of emacs.
  ///   - completer: Called when the tab key is pressed.
  /// - Returns: The editor; nil if the system has no memory or descriptors left.
  package static func open(
    input: CInt, output: CInt, keys: EditingKeys?, historySize: Int, marksPaste: Bool,
    isInterrupted: @escaping () -> Bool, lastWord: @escaping LastWord,
    completer: @escaping Completer
  ) -> LineEditor? {
    guard let inputFile = unsafe stream(input, "r") else { return nil }
    guard let outputFile = unsafe stream(output, "w") else {
      unsafe fclose(inputFile)
      return nil
    }
    let locale = unsafe textLocale()
    let editor = unsafe inLocale(locale) {
      unsafe el_init("blogsh", inputFile, outputFile, outputFile)
    }
    guard let editor = unsafe editor, let history = unsafe history_init() else {
      if let editor = unsafe editor { unsafe el_end(editor) }
      unsafe fclose(inputFile)
      unsafe fclose(outputFile)
      unsafe locale.map { unsafe freelocale($0) }
      return nil
    }
    let made = unsafe LineEditor(
      editor, history, [inputFile, outputFile], locale, KeyReader(descriptor: fileno(inputFile)),
      marksPaste, isInterrupted, lastWord, completer)
    made.prepare(keys, historySize)
    return made
  }

  private init(
    _ editor: OpaquePointer, _ history: OpaquePointer, _ files: [UnsafeMutablePointer<FILE>],
    _ locale: locale_t?, _ keys: KeyReader, _ marksPaste: Bool,
    _ isInterrupted: @escaping () -> Bool, _ lastWord: @escaping LastWord,
    _ complete: @escaping Completer
  ) {
    unsafe self.editor = editor
    unsafe self.history = history
    unsafe self.files = files
    unsafe self.locale = locale
    self.keys = keys
    self.marksPaste = marksPaste
    self.lastWord = lastWord
    self.isInterrupted = isInterrupted
    self.complete = complete
  }

  deinit {
    unsafe Self.inLocale(locale) { unsafe el_end(editor) }
    unsafe history_end(history)
    for index in unsafe files.indices { unsafe fclose(files[index]) }
    if let locale = unsafe locale { unsafe freelocale(locale) }
  }

  private func prepare(_ keys: EditingKeys?, _ historySize: Int) {
    unsafe blogsh_history_set_size(history, CInt(clamping: historySize))
    unsafe blogsh_history_skip_repeated(history)
    unsafe Self.inLocale(locale) {
      unsafe blogsh_el_set_client_data(editor, Unmanaged.passUnretained(self).toOpaque())
      unsafe blogsh_el_set_prompt(
        editor, { unsafe LineEditor.of($0)?.promptText }, StyledPrompt.mark)
      unsafe blogsh_el_set_reader(editor) { unsafe LineEditor.of($0)?.read(into: $1) ?? -1 }
      unsafe blogsh_el_set_history(editor, history)
      addFunctions()
      bind(keys ?? .emacs)
      unsafe el_source(editor, nil)
      // The caller's choice overrides the file, which may choose other keys.
      if let keys, keys != chosenKeys { bind(keys) } else { bindNamedKeys() }
      unsafe blogsh_el_bind(editor, "^I", Self.completion)
    }
    size = currentSize
  }

  /// Lets a person type a line.
  ///
  /// - Parameter prompt: The text before the line, without control characters except those of
  ///   styles (ECMA-48, Select Graphic Rendition).
  /// - Returns: The line, which contains newlines if it was pasted.
  package func readLine(prompt: String) -> TypedLine {
    self.prompt = Array(StyledPrompt.marked(prompt).utf8CString)
    (ending, isLeaving, waiting, recalled) = (nil, false, [], nil)
    followSize()
    return KeyReader.holdingSignals {
      unsafe Self.inLocale(locale) {
        // Otherwise libedit shows the prompt first, and a ^D typed right then would be lost.
        unsafe blogsh_el_prepare_terminal(editor, 1)
        askForMarks(true)
        defer { askForMarks(false) }
        var count: CInt = 0
        guard let text = unsafe el_gets(editor, &count), count > 0 else {
          return ending ?? .endOfInput
        }
        let line = unsafe String(cString: text)
        return .line(line.hasSuffix("\n") ? String(line.dropLast()) : line)
      }
    }
  }

  /// Adds a line to the history, unless it equals the last one there.
  package func remember(_ line: String) {
    _ = unsafe Self.inLocale(locale) { unsafe blogsh_history_enter(history, line) }
  }
}

// MARK: - Called by libedit

extension LineEditor {
  static func of(_ editor: OpaquePointer?) -> LineEditor? {
    guard let data = unsafe blogsh_el_client_data(editor) else { return nil }
    return unsafe Unmanaged<LineEditor>.fromOpaque(data).takeUnretainedValue()
  }

  /// The prompt, at an address that is valid until the next line.
  private var promptText: UnsafeMutablePointer<CChar>? {
    unsafe prompt.withUnsafeMutableBufferPointer { $0.baseAddress }
  }
}

// MARK: - The terminal and its locale

extension LineEditor {
  private struct Size: Equatable {
    let rows: UInt16
    let columns: UInt16
  }

  private var currentSize: Size? {
    var size = winsize()
    guard unsafe ioctl(fileno(files[1]), UInt(TIOCGWINSZ), &size) == 0 else { return nil }
    return Size(rows: size.ws_row, columns: size.ws_col)
  }

  /// Passes the window's size to libedit if it has changed; returns whether it has.
  @discardableResult
  func followSize() -> Bool {
    let now = currentSize
    guard now != size else { return false }
    size = now
    unsafe Self.inLocale(locale) { unsafe el_resize(editor) }
    return true
  }

  /// Prepares the terminal for editing again if that was undone, as the parent shell does while
  /// this process is stopped; returns whether it was.
  func takeTerminalBack() -> Bool {
    var attributes = termios()
    guard unsafe tcgetattr(keys.descriptor, &attributes) == 0,
      attributes.c_lflag & tcflag_t(ICANON) != 0
    else { return false }
    // libedit does nothing if it believes that the terminal is prepared already.
    unsafe blogsh_el_prepare_terminal(editor, 0)
    unsafe blogsh_el_prepare_terminal(editor, 1)
    askForMarks(true)
    return true
  }

  /// Draws the line again where the cursor is, which libedit takes for the start of a row.
  func showAgain() {
    unsafe fputs("\r", files[1])
    unsafe fflush(files[1])
    unsafe blogsh_el_refresh(editor)
  }

  /// Asks the terminal to mark pasted text, or no longer to. (xterm: bracketed paste mode)
  private func askForMarks(_ isWanted: Bool) {
    guard marksPaste else { return }
    unsafe fputs("\u{1B}[?2004\(isWanted ? "h" : "l")", files[1])
    unsafe fflush(files[1])
  }

  /// Returns a stream over its own copy of a descriptor.
  private static func stream(_ descriptor: CInt, _ mode: String) -> UnsafeMutablePointer<FILE>? {
    let own = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard own >= 0 else { return nil }
    guard let stream = unsafe fdopen(own, mode) else {
      close(own)
      return nil
    }
    return unsafe stream
  }

  /// Returns the environment's locale if its characters are UTF-8, as they are everywhere in this
  /// program; else another with such characters.
  private static func textLocale() -> locale_t? {
    for name in ["", "C.UTF-8", "en_US.UTF-8"] {
      guard let locale = unsafe newlocale(LC_CTYPE_MASK, name, nil) else { continue }
      // Not nl_langinfo_l, which in a statically linked glibc answers for the locale "C".
      let codeset = unsafe inLocale(locale) {
        unsafe String(cString: nl_langinfo(nl_item(CODESET)))
      }
      if codeset.lowercased() == "utf-8" { return unsafe locale }
      unsafe freelocale(locale)
    }
    return nil
  }

  private static func inLocale<Result>(_ locale: locale_t?, _ body: () -> Result) -> Result {
    guard let locale = unsafe locale else { return body() }
    let before = unsafe uselocale(locale)
    defer { unsafe uselocale(before) }
    return body()
  }
}
