package import Posts
import Tar

extension Entry {
  /// Returns the entry as an archive has it: with a mode and a time.
  ///
  /// - Parameter latestTime: if it has a value, the mode becomes what version control keeps of it,
  ///   and the time is in whole seconds and no later than this:
  ///   https://reproducible-builds.org/specs/source-date-epoch/
  package func written(latestTime: Int64?) -> Entry {
    var entry = self
    var mode = mode ?? 0o755
    var modified = modified ?? FileTime(0)
    if let latestTime {
      let isExecutable = kind == .folder || mode & 0o100 != 0
      mode = isExecutable ? 0o755 : 0o644
      modified = FileTime(min(modified.seconds, latestTime))
    }
    entry.mode = mode
    entry.modified = modified
    return entry
  }
}

extension Member {
  /// Makes the header for an entry that has a mode and a time.
  package init(_ entry: Entry) {
    let kind: Kind =
      switch entry.kind {
      case .file: .file
      case .folder: .folder
      case .symbolicLink(let target): .symbolicLink(target: target)
      case .hardLink(let target): .hardLink(target: target.bytes)
      case .special: .special
      }
    self.init(
      path: entry.path.bytes, kind: kind, mode: entry.mode ?? 0,
      modified: entry.modified?.seconds ?? 0,
      nanoseconds: entry.modified?.nanoseconds ?? 0,
      size: entry.size)
  }
}
