import Posts

/// The part of a file that a request asks for (RFC 9110, section 14).
enum ByteRange: Equatable {
  case whole
  case part(Range<Int>)
  /// No byte of the file is in it.
  case outside

  /// Reads the value of `Range`. Several parts, another unit and what is malformed mean the whole.
  ///
  /// - Parameter length: The length of the file in bytes.
  init(_ value: String, length: Int) {
    self = .whole
    let parts = value.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].lowercased() == "bytes" else { return }
    let ends = parts[1].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy(\.isDigit) }) else { return }
    // A number that is too large means the end, however far it is.
    let numbers = ends.map { $0.isEmpty ? nil : Int($0) ?? .max }
    switch (numbers[0], numbers[1]) {
    case (let first?, let last):
      if let last, last < first { return }
      self = first < length ? .part(first..<min(last ?? .max, length - 1) + 1) : .outside
    case (nil, let count?):
      self = count > 0 && length > 0 ? .part(length - min(count, length)..<length) : .outside
    case (nil, nil): return
    }
  }
}

extension Request {
  /// Returns whether the client has the file with a tag already (RFC 9110, 13.1.2).
  func hasAlready(_ tag: String) -> Bool {
    values(of: "if-none-match").contains { value in
      value.split(separator: ",").contains { part in
        var part = part.drop { $0 == " " || $0 == "\t" }
        while part.last == " " || part.last == "\t" { part.removeLast() }
        if part.hasPrefix("W/") { part = part.dropFirst(2) }
        return part == "*" || part == "\"\(tag)\""
      }
    }
  }

  /// Returns the part of a file that is asked for. With `If-Range`, it is a part only of the file
  /// that the client has begun (RFC 9110, 13.1.5).
  func range(of tag: String, length: Int) -> ByteRange {
    let ranges = values(of: "range")
    let begun = values(of: "if-range")
    guard ranges.count == 1, begun.allSatisfy({ $0 == "\"\(tag)\"" }) else { return .whole }
    return ByteRange(ranges[0], length: length)
  }
}
