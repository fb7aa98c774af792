package import Posts
package import Tar

extension Entry {
  /// Makes the entry for a member of a tar.
  ///
  /// - Throws: the reason why its path, or that of the file that it is a hard link to, is refused.
  package init(_ member: Member) throws(PathError) {
    let kind: Kind =
      switch member.kind {
      case .file: .file
      case .folder: .folder
      case .symbolicLink(let target): .symbolicLink(target: target)
      case .hardLink(let target): .hardLink(target: try Path(member: target))
      case .special: .special
      }
    self.init(
      path: try Path(member: member.path), kind: kind, mode: member.mode,
      modified: FileTime(member.modified, nanoseconds: member.nanoseconds), size: member.size)
  }
}
