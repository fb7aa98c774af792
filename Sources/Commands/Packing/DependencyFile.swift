import Posts
import Store

/// What an archive was packed from, as prerequisites in a makefile.
struct DependencyFile {
  private let target: [UInt8]
  private let folder: [UInt8]
  private var prerequisites: [[UInt8]] = []

  /// - Parameters:
  ///   - target: the archive, as make knows it.
  ///   - folder: the collection, as make reaches it.
  init(target: String, folder: String) {
    self.target = Self.escaped(Array(target.utf8))
    self.folder = Array(folder.utf8)
    prerequisites.append(Self.escaped(self.folder))
  }

  /// Adds an entry: folders too, since a folder changes when something is added to it or removed.
  ///
  /// make cannot name a file whose name holds a line end; it is left out.
  mutating func add(_ entry: Entry) {
    let path = folder + [UInt8(ascii: "/")] + entry.path.bytes
    guard !path.contains(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else {
      return
    }
    prerequisites.append(Self.escaped(path))
  }

  /// The rule, and an empty rule for each prerequisite, so that one that is gone is no error.
  var bytes: [UInt8] {
    var bytes = target + Array(":".utf8)
    for prerequisite in prerequisites { bytes += Array(" \\\n  ".utf8) + prerequisite }
    for prerequisite in prerequisites { bytes += Array("\n".utf8) + prerequisite + Array(":".utf8) }
    return bytes + Array("\n".utf8)
  }

  /// Escapes what means something in a rule (GNU make, 3.1.1 and 4.3).
  private static func escaped(_ name: [UInt8]) -> [UInt8] {
    var escaped: [UInt8] = []
    for byte in name {
      switch byte {
      case UInt8(ascii: "$"): escaped.append(byte)
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "#"), UInt8(ascii: ":"),
        UInt8(ascii: "%"), UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["),
        UInt8(ascii: "]"), UInt8(ascii: "\\"), UInt8(ascii: "|"), UInt8(ascii: "~"):
        escaped.append(UInt8(ascii: "\\"))
      default: break
      }
      escaped.append(byte)
    }
    return escaped
  }
}
