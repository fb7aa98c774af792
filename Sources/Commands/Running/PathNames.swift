import Posts
import Terminal

/// How paths of the collection are printed: so that they mean the same when they are said again in the
/// folder that is worked in.
///
/// | the path | in the root | below `post/` |
/// |---|---|---|
/// | `post/a.md` | `post/a.md` | `a.md` |
/// | `post/-a.md` | `post/-a.md` | `./-a.md` |
/// | `post` | `post` | `.` |
/// | `x.md` | `x.md` | `/x.md` |
/// | the root | `.` | `/` |
struct PathNames: Sendable {
  /// The folder's path and a `/`; nothing for the root.
  private let folder: [UInt8]

  init(in folder: Path) {
    self.folder = folder.isRoot ? [] : folder.bytes + [UInt8(ascii: "/")]
  }

  func name(of path: Path) -> [UInt8] {
    if folder.isEmpty { return path.isRoot ? Array(".".utf8) : path.bytes }
    return name(of: path.bytes.span)
  }

  /// Hands out the name of the path that some bytes are.
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
  /// How this command prints paths.
  var names: PathNames { PathNames(in: workingPath) }
}
