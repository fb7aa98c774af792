import Posts

/// Quotes a name so that it can be pasted back into a shell and cannot harm a terminal.
package enum ShellQuoting {
  /// Returns the name plain if a shell accepts it so, else as `'…'`, else as `$'…'`.
  ///
  /// `$'…'` is for control characters, characters that nobody would see or would take for a space,
  /// and bytes that are not UTF-8; bash, zsh and POSIX.1-2024 read it. It writes a byte as three
  /// octal digits, because bash takes any number of hexadecimal digits after `\x`. The result is
  /// UTF-8 that the sanitizer does not change.
  ///
  /// - Parameter isASCII: Whether `$'…'` is also for all characters beyond ASCII, as in `ls` where
  ///   the locale knows no others.
  package static func quoted(_ name: ByteSpan, isASCII: Bool = false) -> String {
    switch need(of: name, isASCII) {
    case .nothing: name.text
    case .quotes: singleQuoted(name)
    case .escapes: escaped(name, isASCII)
    }
  }

  /// Returns the name plain if a shell accepts it so, else as `'…'`, else as `$'…'`.
  package static func quoted(_ name: [UInt8], isASCII: Bool = false) -> String {
    quoted(name.span, isASCII: isASCII)
  }

  private enum Need: Int {
    case nothing, quotes, escapes
  }

  private static func need(of name: ByteSpan, _ isASCII: Bool) -> Need {
    var need = name.isEmpty ? Need.quotes : Need.nothing
    var index = 0
    var previous: Unicode.Scalar?
    while index < name.count {
      guard case .scalar(let scalar, let length) = name.decodeScalar(at: index) else {
        return .escapes
      }
      if scalar.value < 0x20 || scalar.value == 0x7F { return .escapes }
      if isASCII, !scalar.isASCII { return .escapes }
      if scalar.isHiddenInName(after: previous) { return .escapes }
      // zsh replaces a leading `=name` by the path of that command.
      if !isPlain(scalar) || (index == 0 && scalar == "=") { need = .quotes }
      index += length
      previous = scalar
    }
    return need
  }

  package static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "%", "+", ",", "-", ".", "/", ":", "=", "@", "_": true
    case "\u{0}"..."\u{7F}": false
    // Without quotes, nobody would see that a wide space is part of the name.
    default: !scalar.properties.isWhitespace
    }
  }

  private static func singleQuoted(_ name: ByteSpan) -> String {
    var result = [UInt8.apostrophe]
    for index in name.indices {
      if name[index] == .apostrophe {
        result += [UInt8.apostrophe, UInt8.backslash, UInt8.apostrophe, UInt8.apostrophe]
      } else {
        result.append(name[index])
      }
    }
    result.append(.apostrophe)
    return String(decoding: result, as: UTF8.self)
  }

  private static func escaped(_ name: ByteSpan, _ isASCII: Bool) -> String {
    var result = Array("$'".utf8)
    var index = 0
    var previous: Unicode.Scalar?
    while index < name.count {
      var length = 1
      let decoded = name.decodeScalar(at: index)
      switch decoded {
      case .scalar("\n", _): result += Array("\\n".utf8)
      case .scalar("\r", _): result += Array("\\r".utf8)
      case .scalar("\t", _): result += Array("\\t".utf8)
      case .scalar("'", _), .scalar("\\", _): result += [UInt8.backslash, name[index]]
      case .scalar(let scalar, let width)
      where scalar.value >= 0x20 && scalar.value != 0x7F && (scalar.isASCII || !isASCII)
        && !scalar.isHiddenInName(after: previous):
        length = width
        result.append(name.extracting(index..<index + width))
      case .scalar(_, let width):
        length = width
        for offset in 0..<width { result += octal(name[index + offset]) }
      case .invalid, .incomplete:
        result += octal(name[index])
      }
      index += length
      if case .scalar(let scalar, _) = decoded { previous = scalar } else { previous = nil }
    }
    result.append(.apostrophe)
    return String(decoding: result, as: UTF8.self)
  }

  private static func octal(_ byte: UInt8) -> [UInt8] {
    let zero = UInt8(ascii: "0")
    return [UInt8.backslash, zero + byte >> 6, zero + byte >> 3 & 7, zero + byte & 7]
  }
}
