import SystemPackage

/// The collection that is meant when none is named.
enum DefaultCollection {
  /// `$BLOGSH_COLLECTION`, else the nearest folder named `archive` in the working directory or above
  /// it, else the working directory.
  static func name(environment: Environment) -> String {
    if let name = environment["BLOGSH_COLLECTION"], !name.isEmpty { return name }
    var above = FilePath(".")
    var seen: (DeviceID, Inode)?
    while let status = try? above.stat(), seen.map({ $0 != (status.deviceID, status.inode) }) ?? true {
      let candidate = above.appending("archive")
      if (try? candidate.stat())?.type == .directory {
        return String(decoding: candidate.lexicallyNormalized())
      }
      seen = (status.deviceID, status.inode)
      above.append("..")
    }
    return "."
  }
}
