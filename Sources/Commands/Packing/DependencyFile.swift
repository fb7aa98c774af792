import Entries
import Files
import Posts

/// A makefile rule with the paths that an archive was packed from as prerequisites.
///
/// GNU make escapes names differently on the two sides of a rule, and cannot name some bytes at
/// all. A `?` is written for those, which matches any byte: the rule names every file, and perhaps
/// others.
///
/// | byte | as a target | as a prerequisite |
/// |---|---|---|
/// | `$` | `$$` | `$$` |
/// | space `#` `:` `*` `?` `[` | after a backslash | after a backslash |
/// | `%` | after a backslash | itself |
/// | `|` | itself | after a backslash |
/// | `=` | from a variable | from a variable |
/// | `;`, tab, line ends | as `?` | as `?` |
/// | `\` beside one of these, or `*` `?` `[` | as `?` | as `?` |
/// | `\` at the end | as `?` | as `?` |
struct DependencyFile {
  private let target: [UInt8]
  private let folder: [UInt8]
  private var prerequisites: [[UInt8]] = []

  /// - Parameters:
  ///   - target: the archive, as make names it.
  ///   - folder: the folder of the collection, as make names it.
  init(target: String, folder: String) {
    self.target = ArgumentText.bytes(of: target)
    self.folder = ArgumentText.bytes(of: folder)
    prerequisites.append(self.folder + (Self.isLikeMember(self.folder) ? Self.itself : []))
  }

  /// Adds an entry. Folders count too, since a folder changes when something is added to it or
  /// removed from it.
  ///
  /// - Throws: `StoreError.Code.leftOut` for a file that make cannot name.
  mutating func add(_ entry: Entry) throws(StoreError) {
    let path = folder + [UInt8(ascii: "/")] + entry.path.bytes
    guard Self.isLikeMember(path) else { return prerequisites.append(path) }
    guard entry.isFolder else {
      throw StoreError(
        .leftOut, .write, entry.path,
        cause: "make takes a name that ends in parentheses for a member of an archive, so its "
          + "changes are not a reason to pack again")
    }
    prerequisites.append(path + Self.itself)
  }

  /// Whether make takes a name for that of a member in an archive of ar(1), as `a(b)`.
  private static func isLikeMember(_ name: [UInt8]) -> Bool {
    name.last == UInt8(ascii: ")") && name.contains(UInt8(ascii: "("))
  }

  /// The end of a folder's name by which make takes it for nothing else.
  private static let itself = Array("/.".utf8)

  /// The rule, and an empty rule for each prerequisite, so that a missing one is not an error.
  var bytes: [UInt8] {
    var bytes = Array("blogsh-equals := =\n".utf8)
    bytes += Self.escaped(target, as: .target) + [UInt8(ascii: ":")]
    for prerequisite in prerequisites {
      bytes += Array(" \\\n  ".utf8) + Self.escaped(prerequisite, as: .prerequisite)
    }
    for prerequisite in prerequisites {
      bytes += [UInt8(ascii: "\n")] + Self.escaped(prerequisite, as: .target) + [UInt8(ascii: ":")]
    }
    return bytes + [UInt8(ascii: "\n")]
  }

  private enum Side { case target, prerequisite }

  /// Escapes the bytes that have a meaning in a rule (GNU make manual, 4.3, "Rule Syntax"; tried
  /// with 4.3).
  private static func escaped(_ name: [UInt8], as side: Side) -> [UInt8] {
    let unspeakable = Array(";\t\n\r".utf8)
    // In a pattern, a backslash escapes any byte, and at the end of a name the one after it.
    let replacesBackslashes =
      name.last == UInt8(ascii: "\\") || name.contains(where: (unspeakable + "*?[".utf8).contains)
    var escaped: [UInt8] = []
    // Backslashes are literal, except directly before a byte that a backslash escapes.
    var backslashes = 0
    for byte in name {
      if unspeakable.contains(byte) || replacesBackslashes && byte == UInt8(ascii: "\\") {
        escaped.append(UInt8(ascii: "?"))
        continue
      }
      switch (byte, side) {
      case (UInt8(ascii: "$"), _):
        escaped.append(byte)
      case (UInt8(ascii: " "), _), (UInt8(ascii: "#"), _), (UInt8(ascii: ":"), _),
        (UInt8(ascii: "*"), _), (UInt8(ascii: "?"), _), (UInt8(ascii: "["), _),
        (UInt8(ascii: "%"), .target), (UInt8(ascii: "|"), .prerequisite):
        escaped += Array(repeating: UInt8(ascii: "\\"), count: backslashes + 1)
      case (UInt8(ascii: "="), _):
        escaped += Array("$(blogsh-equals)".utf8)
        backslashes = 0
        continue
      default: break
      }
      escaped.append(byte)
      backslashes = byte == UInt8(ascii: "\\") ? backslashes + 1 : 0
    }
    return escaped
  }
}
