import Files
import Posts

/// The working directory of the process, and the names that files have there.
struct WorkingFolder {
  /// The path of the directory without symbolic links.
  let path: [UInt8]

  /// Takes the working directory as it is now; nil if it is gone.
  init?() {
    guard let path = OutputFile.resolvingLinks(".") else { return nil }
    self.path = ArgumentText.bytes(of: path)
  }

  /// Takes another directory in place of the working directory.
  init(at path: [UInt8]) { self.path = path }

  /// Returns the name of a folder for messages: relative to the working directory if it is in it,
  /// or else its whole path.
  ///
  /// - Parameter folder: a path from the root of the system, without symbolic links.
  func name(ofFolder folder: [UInt8]) -> [UInt8] {
    let isInside = path != [.slash] && folder.starts(with: path + [.slash])
    return isInside || folder == path ? name(of: folder) : folder
  }

  /// Returns the shortest name of a file: relative to the working directory, or its whole path.
  ///
  /// - Parameter file: a path from the root of the system, without symbolic links.
  func name(of file: [UInt8]) -> [UInt8] {
    let (here, there) = (path.split(separator: .slash), file.split(separator: .slash))
    let shared = zip(here, there).prefix { $0 == $1 }.count
    let up = [ArraySlice<UInt8>](repeating: Array("..".utf8)[...], count: here.count - shared)
    let relative = Array((up + there[shared...]).joined(separator: [.slash]))
    if relative.isEmpty { return Array(".".utf8) }
    guard up.isEmpty || relative.count < file.count else { return file }
    return relative.first == UInt8(ascii: "-") ? Array("./".utf8) + relative : relative
  }
}
