import Files
import Posts

/// The folder of a collection as a place in the file system.
struct FolderPlace {
  /// The path of the folder without symbolic links.
  let root: [UInt8]
  private let workingFolder: WorkingFolder?

  /// - Parameter name: the name of the folder.
  /// - Returns: nil if the folder is gone.
  init?(_ name: String) {
    guard let root = OutputFile.resolvingLinks(name) else { return nil }
    self.root = ArgumentText.bytes(of: root)
    workingFolder = WorkingFolder()
  }

  /// Returns the path in the collection of a file that is named as the system names it: by a whole
  /// path, or relative to the working directory; nil if it is not in the folder.
  ///
  /// The last component may be a symbolic link, which is then meant itself.
  func path(ofFile name: [UInt8]) -> Path? {
    guard !name.isEmpty, !name.contains(0), let whole = whole(name) else { return nil }
    // A `..` is taken literally, which keeps the names of links in the collection; only where that
    // leads out of it are links resolved.
    return path(below: Self.withoutDots(whole)) ?? resolved(whole).flatMap(path(below:))
  }

  /// Returns the name of a path of the collection from the working directory.
  func name(of path: Path) -> [UInt8] {
    let file = path.isRoot ? root : (root == [.slash] ? [] : root) + [.slash] + path.bytes
    return workingFolder?.name(of: file) ?? file
  }

  /// The name of the folder in messages: from the working directory if it is in it, or else its
  /// whole path.
  var name: [UInt8] {
    workingFolder?.name(ofFolder: root) ?? root
  }

  private func whole(_ name: [UInt8]) -> [UInt8]? {
    if name.first == .slash { return name }
    return workingFolder.map { $0.path + [.slash] + name }
  }

  private func path(below file: [UInt8]) -> Path? {
    let folders = root.split(separator: .slash)
    let components = file.split(separator: .slash)
    guard components.starts(with: folders, by: { $0.elementsEqual($1) }) else { return nil }
    return Path(
      uncheckedBytes: Array(components.dropFirst(folders.count).joined(separator: [.slash])))
  }

  /// Returns a path without `.`, and with each `..` taking away the component before it.
  static func withoutDots(_ path: [UInt8]) -> [UInt8] {
    var components: [ArraySlice<UInt8>] = []
    for component in path.split(separator: .slash) where !component.elementsEqual(".".utf8) {
      if component.elementsEqual("..".utf8) {
        _ = components.popLast()
      } else {
        components.append(component)
      }
    }
    return [.slash] + Array(components.joined(separator: [.slash]))
  }

  /// Returns a path whose folders are without symbolic links, as the system finds them; nil if they
  /// are not there.
  private func resolved(_ path: [UInt8]) -> [UInt8]? {
    var folder = path
    while folder.last == .slash { folder.removeLast() }
    let last = Array(folder[((folder.lastIndex(of: .slash) ?? -1) + 1)...])
    if last.isEmpty || last == Array(".".utf8) || last == Array("..".utf8) {
      return OutputFile.resolvingLinks(ArgumentText.text(of: path)).map(ArgumentText.bytes(of:))
    }
    folder.removeLast(last.count)
    return OutputFile.resolvingLinks(ArgumentText.text(of: folder))
      .map { ArgumentText.bytes(of: $0) + [.slash] + last }
  }
}
