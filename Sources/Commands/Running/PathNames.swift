import Posts
import Terminal

/// The names under which paths are printed: typed in the working folder, they mean the same paths.
///
/// | the path | in the root | below `post/` |
/// |---|---|---|
/// | `post/a.md` | `post/a.md` | `a.md` |
/// | `post/-a.md` | `post/-a.md` | `./-a.md` |
/// | `post` | `post` | `.` |
/// | `x.md` | `x.md` | `/x.md` |
/// | the root | `.` | `/` |
struct PathNames: Sendable {
  /// The path of the folder and a `/`; empty for the root.
  private let folder: [UInt8]

  init(in folder: Path) {
    self.folder = folder.isRoot ? [] : folder.bytes + [UInt8(ascii: "/")]
  }

  func name(of path: Path) -> [UInt8] {
    if folder.isEmpty { return path.isRoot ? Array(".".utf8) : path.bytes }
    return name(of: path.bytes.span)
  }

  /// Passes on the name of a path that is given as bytes.
  func withName<Result>(of path: Span<UInt8>, _ body: (Span<UInt8>) -> Result) -> Result {
    folder.isEmpty ? body(path) : body(name(of: path).span)
  }

  private func name(of path: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(path)
    if bytes.starts(with: folder) {
      bytes.removeFirst(folder.count)
      return bytes.first == UInt8(ascii: "-") ? Array("./".utf8) + bytes : bytes
    }
    return bytes.elementsEqual(folder.dropLast()) ? Array(".".utf8) : [UInt8(ascii: "/")] + bytes
  }
}

extension Session {
  /// The names under which this command prints paths.
  var names: PathNames { PathNames(in: workingPath) }
}
