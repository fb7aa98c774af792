/// A key that types no character, as libedit gets it in the place of what the terminal sends.
///
/// libedit knows few of the sequences that terminals send, takes the rest of one that it does not
/// know for text, and with the keys of vi takes the escape in it for a command. So a sequence is
/// read as a whole, and passed on as one of the controls beyond ASCII, which nobody types.
enum NamedKey: UInt32, CaseIterable {
  case up = 0x80
  case down, right, left, home, end, delete, wordLeft, wordRight, deleteWord
  /// The beginning of a pasted text.
  case paste
  /// Not a key: the cursor goes to where more could be typed, after the end of the line.
  case leaveLine

  /// Takes the key for which a terminal sends an escape and then these characters; nil if it is not
  /// known.
  ///
  /// They are those of xterm ("XTerm Control Sequences", PC-Style Function Keys) and of terminals
  /// that are used like it: rxvt, the console of Linux, screen and PuTTY.
  init?(afterEscape sequence: String) {
    guard let key = Self.sequences[sequence] else { return nil }
    self = key
  }

  private static let sequences: [String: NamedKey] = [
    "[A": .up, "OA": .up, "[B": .down, "OB": .down,
    "[C": .right, "OC": .right, "[D": .left, "OD": .left,
    "[H": .home, "OH": .home, "[1~": .home, "[7~": .home,
    "[F": .end, "OF": .end, "[4~": .end, "[8~": .end,
    "[3~": .delete, "[3;5~": .deleteWord, "[3^": .deleteWord, "[3;3~": .deleteWord,
    // With Ctrl, and with Alt.
    "[1;5C": .wordRight, "[5C": .wordRight, "Oc": .wordRight, "[1;3C": .wordRight,
    "[1;5D": .wordLeft, "[5D": .wordLeft, "Od": .wordLeft, "[1;3D": .wordLeft,
    "[200~": .paste,
  ]

  var character: Unicode.Scalar { Unicode.Scalar(rawValue) ?? "\u{80}" }

  /// The character as bind of libedit takes it (editrc(5)).
  var escape: String { "\\" + String(rawValue, radix: 8) }

  /// The function of libedit that the key has while text is typed, and with the keys of vi as a
  /// command.
  var functions: (typing: String, command: String) {
    switch self {
    case .up: Self.both("ed-prev-history")
    case .down: Self.both("ed-next-history")
    case .right: (LineEditor.nextCharacter, "ed-next-char")
    case .left: Self.both("ed-prev-char")
    case .home: Self.both("ed-move-to-beg")
    case .end: ("vi-add-at-eol", "ed-move-to-end")
    case .delete: Self.both(LineEditor.delete)
    case .wordLeft: Self.both("ed-prev-word")
    case .wordRight: Self.both("em-next-word")
    case .deleteWord: Self.both("em-delete-next-word")
    case .paste: Self.both(LineEditor.paste)
    case .leaveLine: Self.both("vi-add-at-eol")
    }
  }

  private static func both(_ name: String) -> (String, String) { (name, name) }
}
