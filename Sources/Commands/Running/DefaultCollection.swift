import SystemPackage
import Terminal

/// The collection to use if none is named.
enum DefaultCollection {
  /// Returns `$BLOGSH_COLLECTION`, or else the nearest folder named `archive` in the working
  /// directory or above it, or else the working directory.
  static func name(environment: Environment) -> String {
    if let name = environment["BLOGSH_COLLECTION"], !name.isEmpty { return name }
    var above = ""
    var seen: (DeviceID, Inode)?
    while let status = try? FilePath(above.isEmpty ? "." : above).stat(),
      seen.map({ $0 != (status.deviceID, status.inode) }) ?? true
    {
      let candidate = above + "archive"
      if (try? FilePath(candidate).stat())?.type == .directory { return candidate }
      seen = (status.deviceID, status.inode)
      above += "../"
    }
    return "."
  }
}
