import Files
import Posts

/// What an archive was packed from, as prerequisites in a makefile.
///
/// GNU make reads a name differently on the two sides of a rule, and some names on neither:
///
/// | byte | as a target | as a prerequisite |
/// |---|---|---|
/// | `$` | `$$` | `$$` |
/// | space `#` `:` `*` `?` `[` | behind a backslash | behind a backslash |
/// | `%` | behind a backslash | itself |
/// | `|` | itself | behind a backslash |
/// | `=` | from a variable | from a variable |
/// | tab | never | behind a backslash |
/// | `;`, line ends | never | never |
struct DependencyFile {
  private let target: [UInt8]
  private let folder: [UInt8]
  private var prerequisites: [[UInt8]] = []

  /// - Parameters:
  ///   - target: the archive, as make knows it.
  ///   - folder: the collection, as make reaches it.
  init(target: String, folder: String) {
    self.target = ArgumentText.bytes(of: target)
    self.folder = ArgumentText.bytes(of: folder)
    prerequisites.append(self.folder)
  }

  /// Adds an entry: folders too, since a folder changes when something is added to it or removed.
  ///
  /// A file that make cannot name is left out.
  mutating func add(_ entry: Entry) {
    let path = folder + [UInt8(ascii: "/")] + entry.path.bytes
    guard !path.contains(where: Self.unspeakable.contains) else { return }
    prerequisites.append(path)
  }

  /// The rule, and an empty rule for each prerequisite, so that one that is gone is no error.
  var bytes: [UInt8] {
    var bytes = Array("blogsh-equals := =\n".utf8)
    bytes += Self.escaped(target, as: .target) + [UInt8(ascii: ":")]
    for prerequisite in prerequisites {
      bytes += Array(" \\\n  ".utf8) + Self.escaped(prerequisite, as: .prerequisite)
    }
    for prerequisite in prerequisites where !prerequisite.contains(UInt8(ascii: "\t")) {
      bytes += [UInt8(ascii: "\n")] + Self.escaped(prerequisite, as: .target) + [UInt8(ascii: ":")]
    }
    return bytes + [UInt8(ascii: "\n")]
  }

  private static let unspeakable = Array(";\n\r".utf8)

  private enum Side { case target, prerequisite }

  /// Escapes what means something in a rule (GNU make, 4.3, "Rule Syntax", and tried with 4.3).
  private static func escaped(_ name: [UInt8], as side: Side) -> [UInt8] {
    var escaped: [UInt8] = []
    // Backslashes are themselves, but for those before something that a backslash escapes.
    var backslashes = 0
    for byte in name {
      switch (byte, side) {
      case (UInt8(ascii: "$"), _):
        escaped.append(byte)
      case (UInt8(ascii: " "), _), (UInt8(ascii: "#"), _), (UInt8(ascii: ":"), _),
        (UInt8(ascii: "*"), _), (UInt8(ascii: "?"), _), (UInt8(ascii: "["), _),
        (UInt8(ascii: "%"), .target), (UInt8(ascii: "|"), .prerequisite),
        (UInt8(ascii: "\t"), .prerequisite):
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
