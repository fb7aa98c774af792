package import Entries
import Files
package import Posts
import SystemPackage

extension PostCollection {
  /// Returns the path under which other programs find a file of a folder.
  ///
  /// - Throws: `StoreError.Code.notFound`, `.isFolder`; `.unwritable` for an archive.
  package func editableFile(at path: Path) throws(StoreError) -> [UInt8] {
    guard folder != nil else { throw .inArchive(path, named: archiveName) }
    let real = try resolvingLinks(in: path)
    guard let entry = try entry(at: real) else { throw .notFound(path, .read, in: nil) }
    guard !entry.isFolder else { throw .isFolder(path, in: nil) }
    let root = ArgumentText.bytes(of: fileName)
    // A program takes a word that begins with a dash for an option.
    let start = root.first == UInt8(ascii: "-") ? Array("./".utf8) : []
    return start + root + (root.last == .slash ? [] : [.slash]) + real.bytes
  }

  /// Returns the rules of the `.gitignore` files above a folder, in the git repository that it is
  /// in, the outermost first.
  package func ignoreRulesAbove() -> [IgnoreRules] {
    guard let real = OutputFile.resolvingLinks(fileName) else { return [] }
    var folder = FilePath(bytes: ArgumentText.bytes(of: real))
    var names: [[UInt8]] = []
    var rules: [IgnoreRules] = []
    while (try? folder.appending(".git").stat()) == nil {
      // In no repository, only the files in the collection count.
      guard let name = folder.lastComponent else { return [] }
      names.insert(ArgumentText.bytes(of: name.string), at: 0)
      folder.removeLastComponent()
      let file = folder.appending(String(decoding: FolderWalk.ignoreFile, as: UTF8.self))
      if let text = try? OutsideFile.bytes(of: file.string) {
        rules.insert(IgnoreRules(OutsideFile.lines(of: text), above: names), at: 0)
      }
    }
    return rules
  }
}
