/// A piece of a shell's line that means something.
struct ShellToken: Equatable {
  enum Kind: Equatable {
    case word(ShellWord)
    /// `|`, `&&`, `||`, `;`
    case pipe, and, or, semicolon
    /// `>`, `>>`, `<`, `>&`: a descriptor, and what becomes of it.
    case redirection(descriptor: Int, RedirectionKind)
    /// What a POSIX shell has a meaning for, and this one not.
    case unknown(String)
  }

  enum RedirectionKind: Equatable {
    case read, write, append, duplicate
  }

  let kind: Kind
  /// Where in the line it stands, in bytes.
  let range: Range<Int>
}

/// A line cut into tokens.
struct ShellTokens: Equatable {
  /// What has no end on the line.
  enum Open: Equatable {
    /// `'`, `"` or `$'`
    case quote(String)
    /// A backslash before the end of the line.
    case backslash
  }

  var tokens: [ShellToken] = []
  /// What goes on behind the end of the line, and where it begins, in bytes.
  var open: (what: Open, start: Int)?
  /// Whether the line ends in a comment.
  var endsInComment = false

  static func == (one: ShellTokens, other: ShellTokens) -> Bool {
    one.tokens == other.tokens && one.open?.what == other.open?.what
      && one.open?.start == other.open?.start && one.endsInComment == other.endsInComment
  }
}
