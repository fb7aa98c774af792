import Files
import Posts
import Store
import Terminal
import View

/// The prompt of a shell: the collection, and the working path in it.
///
/// Names are quoted as they can be typed, and cut so that there is room for a line after them.
struct ShellPrompt {
  private let console: Console
  /// The name of the folder or archive, without the folders above it.
  private let name: [UInt8]
  /// The name of a snapshot with its `@`; empty if the collection is none.
  private let snapshot: String

  /// - Parameter collection: the name by which the collection was chosen; nil if that failed.
  init(of collection: String?, on console: Console) {
    self.console = console
    let whole = ArgumentText.bytes(of: collection ?? "")
    let isSnapshot = SnapshotName.split(whole)?.snapshot != nil
    let file = isSnapshot ? SnapshotName.split(whole)?.file ?? whole : whole
    snapshot = ArgumentText.text(of: Array(whole.dropFirst(file.count)))
    name = Self.lastComponent(of: file)
  }

  private static func lastComponent(of file: [UInt8]) -> [UInt8] {
    let last = file.split(separator: .slash).last.map { Array($0) } ?? file
    guard last == Array(".".utf8) || last == Array("..".utf8),
      let whole = OutputFile.resolvingLinks(ArgumentText.text(of: file))
    else { return last }
    let bytes = ArgumentText.bytes(of: whole)
    return bytes.split(separator: .slash).last.map { Array($0) } ?? bytes
  }

  /// Returns the prompt in a working path.
  func text(at path: Path) -> String {
    let room = (console.output.width ?? Destination.usualWidth) / 3
    var line = console.noLines
    if !name.isEmpty {
      line.append(part: quoted(name).cut(toColumns: room, mark: mark), as: .strong)
      line.append(part: snapshot, as: .snapshot)
      line.append(spaces: 1)
    }
    if !path.isRoot {
      line.append(part: shown(path, in: room), as: .folder)
      line.append(spaces: 1)
    }
    line.append(part: "$ ")
    return line.text
  }

  /// Returns a path, without folders at its beginning if they do not fit.
  private func shown(_ path: Path, in room: Int) -> String {
    var rest = path.bytes[...]
    var text = quoted(rest)
    while displayWidth(of: text) > room, let slash = rest.firstIndex(of: .slash) {
      rest = rest[(slash + 1)...]
      text = "\(mark)/" + quoted(rest)
    }
    return text.cut(toColumns: room, mark: mark)
  }

  private func quoted(_ name: some Sequence<UInt8>) -> String {
    ShellQuoting.quoted(Array(name), isASCII: console.output.isASCII)
  }

  private var mark: String { console.output.ellipsis }
}
