/// A token of a shell's line.
struct ShellToken: Equatable {
  enum Kind: Equatable {
    case word(ShellWord)
    /// `|`, `&&`, `||`, `;`
    case pipe, and, or, semicolon
    /// `>`, `>>`, `<`, `>&`: a descriptor, and how it is redirected.
    case redirection(descriptor: Int, RedirectionKind)
    /// Something that has a meaning in a POSIX shell, but not in this one.
    case unknown(String)
  }

  enum RedirectionKind: Equatable {
    case read, write, append, duplicate
  }

  let kind: Kind
  /// The range of the token in the line, in bytes.
  let range: Range<Int>
}

/// The tokens of a line.
struct ShellTokens: Equatable {
  /// Something that does not end on the line.
  enum Open: Equatable {
    /// `'`, `"` or `$'`
    case quote(String)
    /// A backslash at the end of the line.
    case backslash
  }

  var tokens: [ShellToken] = []
  /// What continues after the end of the line, and where it begins, in bytes.
  var open: (what: Open, start: Int)?
  /// Whether the line ends in a comment.
  var endsInComment = false
  /// The beginning, in bytes, of what goes to the shell of the system, if that is the end of the
  /// line.
  var outside: Int?

  static func == (one: ShellTokens, other: ShellTokens) -> Bool {
    one.tokens == other.tokens && one.open?.what == other.open?.what
      && one.open?.start == other.open?.start && one.endsInComment == other.endsInComment
      && one.outside == other.outside
  }
}
