extension HTMLTokenizer {
  /// Reads what comes after `<!`.
  mutating func declaration() -> HTMLToken {
    if comes("--") {
      place += 2
      return comment()
    }
    if comes("doctype") {
      place += 7
      return .doctype(readDoctype())
    }
    return bogusComment()
  }

  // MARK: Comments

  /// Reads a comment up to `>`: what stands where a tag or a declaration was meant.
  mutating func bogusComment() -> HTMLToken {
    var text: [UInt8] = []
    while let byte = peek() {
      if byte == .greater {
        place += 1
        break
      }
      append(byte, to: &text)
    }
    return .comment(text)
  }

  /// Reads a comment from the bytes after `<!--` on.
  private mutating func comment() -> HTMLToken {
    for end in ["->", ">"] as [StaticString] where comes(end) {
      place += end.utf8CodeUnitCount
      return .comment([])
    }
    var text: [UInt8] = []
    while let byte = peek() {
      if byte == .dash {
        for end in ["-->", "--!>"] as [StaticString] where comes(end) {
          place += end.utf8CodeUnitCount
          return .comment(text)
        }
        // What the text ends in may be the beginning of such an end.
        if isRestOfEnd {
          place = bytes.count
          return .comment(text)
        }
      }
      append(byte, to: &text)
    }
    return .comment(text)
  }

  /// Whether the text ends in `-`, `--` or `--!` from the place on.
  private var isRestOfEnd: Bool {
    let rest = bytes[place...]
    return rest.count <= 3 && "--!".utf8.starts(with: rest)
  }

  // MARK: Doctypes

  /// Reads a doctype from the bytes after `<!doctype` on.
  private mutating func readDoctype() -> HTMLToken.Doctype {
    var doctype = HTMLToken.Doctype()
    skipSpace()
    var name: [UInt8] = []
    while let byte = peek(), !byte.isSpace, byte != .greater {
      append(byte.lowercased, to: &name)
    }
    if name.isEmpty {
      doctype.forcesQuirks = true
    } else {
      doctype.name = name
      skipSpace()
      readIdentifiers(of: &doctype)
    }
    if peek() == nil { doctype.forcesQuirks = true }
    return ended(doctype)
  }

  /// Reads what comes after the name; what is not of the form sets `forcesQuirks`.
  private mutating func readIdentifiers(of doctype: inout HTMLToken.Doctype) {
    if comes("public") {
      place += 6
      skipSpace()
      guard readIdentifier(to: &doctype.publicIdentifier) else {
        doctype.forcesQuirks = true
        return
      }
      skipSpace()
      if let byte = peek(), byte != .greater, !byte.isQuote {
        doctype.forcesQuirks = true
        return
      }
    } else if comes("system") {
      place += 6
      skipSpace()
      guard let byte = peek(), byte.isQuote else {
        doctype.forcesQuirks = true
        return
      }
    } else {
      if peek() != .greater { doctype.forcesQuirks = true }
      return
    }
    guard peek()?.isQuote == true else { return }
    guard readIdentifier(to: &doctype.systemIdentifier) else {
      doctype.forcesQuirks = true
      return
    }
    skipSpace()
  }

  /// Reads an identifier in quotes.
  ///
  /// - Returns: false if it has no end, or there are no quotes.
  private mutating func readIdentifier(to identifier: inout [UInt8]?) -> Bool {
    guard let quote = peek(), quote.isQuote else { return false }
    place += 1
    var text: [UInt8] = []
    defer { identifier = text }
    while let byte = peek(), byte != .greater {
      if byte == quote {
        place += 1
        return true
      }
      append(byte, to: &text)
    }
    return false
  }

  /// Passes over the rest of a doctype.
  private mutating func ended(_ doctype: HTMLToken.Doctype) -> HTMLToken.Doctype {
    while let byte = peek() {
      place += 1
      if byte == .greater { break }
    }
    return doctype
  }
}

extension UInt8 {
  fileprivate var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
}
