import Glibc
import Posts

/// A pattern of paths that are left out, as GNU tar's `--exclude`. A `*` matches any bytes, and a
/// pattern may match a whole path or any end of it that follows a `/`.
///
/// It means what it means to fnmatch(3) in the C locale, as in GNU tar, and not what the globs of
/// `Search` mean: those report a `[` that is not closed, which is taken literally here; their `?`
/// matches a character and not a byte; and they can fail while they match.
///
/// An archive may hold paths with as many components as bytes. Between its stars, a pattern has
/// pieces of a fixed length, so that one pass over a path finds whether it or any folder above it
/// matches: what a later beginning matches, the first at which the first piece fits matches too.
struct ExclusionPattern: Sendable {
  /// What one byte must be.
  private enum Token: Sendable {
    case byte(UInt8)
    case any
    case oneOf(Set<UInt8>)

    func fits(_ byte: UInt8) -> Bool {
      switch self {
      case .byte(let own): byte == own
      case .any: true
      case .oneOf(let bytes): bytes.contains(byte)
      }
    }
  }

  /// The pieces between the stars; one for a pattern without a star.
  private let pieces: [[Token]]

  init(_ pattern: String) {
    var pieces: [[Token]] = [[]]
    var rest = Array(pattern.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "*"): pieces.append([])
      case UInt8(ascii: "?"): pieces[pieces.count - 1].append(.any)
      case UInt8(ascii: "\\"):
        // At the end, it matches nothing.
        pieces[pieces.count - 1].append(rest.popFirst().map(Token.byte) ?? .oneOf([]))
      case UInt8(ascii: "["):
        guard let end = Self.endOfBrackets(rest) else { fallthrough }
        pieces[pieces.count - 1].append(.oneOf(Self.bytes(in: [byte] + rest[..<end])))
        rest = rest[end...]
      default: pieces[pieces.count - 1].append(.byte(byte))
      }
    }
    self.pieces = pieces
  }

  /// Returns whether the pattern matches a path or, if that is asked for, a folder above it.
  func matches(_ path: Span<UInt8>, orFolderAbove: Bool) -> Bool {
    guard let last = pieces.last else { return false }
    guard pieces.count > 1 else {
      return Self.ends(of: path, orFolderAbove).contains { end in
        let start = end - last.count
        return start >= 0 && (start == 0 || path[start - 1] == .slash)
          && Self.fits(last, path, at: start)
      }
    }
    guard
      var place = path.indices.first(where: {
        ($0 == 0 || path[$0 - 1] == .slash) && Self.fits(pieces[0], path, at: $0)
      })
    else { return false }
    place += pieces[0].count
    for piece in pieces.dropFirst().dropLast() {
      guard
        let found = (place..<max(place, path.count + 1)).first(where: {
          Self.fits(piece, path, at: $0)
        })
      else { return false }
      place = found + piece.count
    }
    return Self.ends(of: path, orFolderAbove).contains { end in
      end - last.count >= place && Self.fits(last, path, at: end - last.count)
    }
  }
}

extension ExclusionPattern {
  private static func fits(_ piece: [Token], _ path: Span<UInt8>, at start: Int) -> Bool {
    start + piece.count <= path.count
      && piece.indices.allSatisfy { piece[$0].fits(path[start + $0]) }
  }

  /// The places where the path ends, and the folders above it if they are asked for.
  private static func ends(of path: Span<UInt8>, _ orFoldersAbove: Bool) -> [Int] {
    (orFoldersAbove ? path.indices.filter { path[$0] == .slash } : []) + [path.count]
  }

  /// Returns the place after the `]` that closes the bracket before a pattern (POSIX, "RE Bracket
  /// Expression"); nil if none does.
  private static func endOfBrackets(_ pattern: ArraySlice<UInt8>) -> Int? {
    var place = pattern.startIndex
    if place < pattern.endIndex, "!^".utf8.contains(pattern[place]) { place += 1 }
    let first = place
    while place < pattern.endIndex {
      switch pattern[place] {
      case UInt8(ascii: "]") where place > first: return place + 1
      case UInt8(ascii: "\\"): place += 2
      case UInt8(ascii: "["): place = endOfClass(pattern, at: place) ?? place + 1
      default: place += 1
      }
    }
    return nil
  }

  /// Returns the place after a class such as `[:alpha:]` in brackets; nil if none begins there.
  private static func endOfClass(_ pattern: ArraySlice<UInt8>, at start: Int) -> Int? {
    guard start + 1 < pattern.endIndex, ":.=".utf8.contains(pattern[start + 1]) else { return nil }
    return (start + 2..<max(start + 2, pattern.endIndex - 1)).first {
      pattern[$0] == pattern[start + 1] && pattern[$0 + 1] == UInt8(ascii: "]")
    }.map { $0 + 2 }
  }

  /// Returns the bytes that fnmatch(3) finds in brackets.
  private static func bytes(in brackets: [UInt8]) -> Set<UInt8> {
    let pattern = brackets.map { CChar(bitPattern: $0) } + [0]
    // No path holds a NUL byte.
    return Set(
      (1...UInt8.max).filter { byte in
        unsafe fnmatch(pattern, [CChar(bitPattern: byte), 0], 0) == 0
      })
  }
}
