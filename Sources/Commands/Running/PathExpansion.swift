import Entries
import Posts
import Search
import Store
import Terminal

/// The expansion of globs to paths of a collection.
///
/// `*`, `?` and `[…]` match within one component, and `**` matches any number of folders. A name
/// that begins with a dot is matched only by a component that begins with one too (POSIX.1-2024,
/// 2.14.3).
struct PathExpansion {
  /// A path that a glob matches, and the word that would be typed for it.
  struct Match: Hashable {
    let typed: [UInt8]
    let path: Path
  }

  let lookup: PathLookup
  let workingPath: Path
  let interruption: Interruption

  /// Returns the words that a word of the shell stands for, in the order of paths; the word itself
  /// if nothing matches.
  func words(for word: ShellWord) throws -> [[UInt8]] {
    let found = try matches(of: word)
    guard !found.isEmpty else { return [word.bytes] }
    return found.map {
      // A name must not look like an option.
      $0.typed.first == UInt8(ascii: "-") ? Array("./".utf8) + $0.typed : $0.typed
    }
  }

  /// Returns what a glob matches, in the order of what would be typed; nothing for any other word.
  func matches(of word: ShellWord) throws -> [Match] {
    guard word.isGlob else { return [] }
    var found: [Match] = []
    do {
      try expand(Start(word, workingPath), into: &found)
    } catch is SearchError {
      // Not a glob after all, such as a `[` that is not closed.
      return []
    }
    return Set(found).sorted { Path(uncheckedBytes: $0.typed) < Path(uncheckedBytes: $1.typed) }
  }

  private typealias Component = ArraySlice<ShellWord.Element>

  /// A folder in the collection, and the components that still have to match below it.
  private struct Start {
    /// The part that has matched so far, as it would be typed: empty, or ending in a `/`.
    var typed: [UInt8] = []
    var folder: Path
    var rest: ArraySlice<Component>

    init(_ word: ShellWord, _ workingPath: Path) {
      let slash = UInt8(ascii: "/")
      rest = word.elements.split(omittingEmptySubsequences: false) { $0.byte == slash }[...]
      folder = workingPath
      if word.elements.first?.byte == slash {
        typed = [slash]
        folder = .root
        rest.removeFirst()
      }
    }
  }

  private func expand(_ start: Start, into found: inout [Match]) throws {
    var start = start
    guard let component = start.rest.popFirst() else { return }
    try interruption.check()
    let isLast = start.rest.isEmpty
    if component.elementsEqual(Self.anyFolders) {
      try expandAnyFolders(start, isLast: isLast, into: &found)
    } else if component.contains(where: { !$0.isQuoted && "*?[".utf8.contains($0.byte) }) {
      for child in try children(of: start.folder, matching: component)
      where isLast || child.isFolder {
        try take(child.name, start, into: &found)
      }
    } else {
      try take(component.map(\.byte), start, into: &found)
    }
  }

  private static let anyFolders = [ShellWord.Element](
    repeating: .init(byte: UInt8(ascii: "*"), isQuoted: false), count: 2)

  /// Continues below a name, or adds the word if the name is its last component.
  private func take(_ name: [UInt8], _ start: Start, into found: inout [Match]) throws {
    guard let typed = name.isEmpty ? start.folder : try? Path(argument: name, below: start.folder)
    else { return }
    let path = lookup.find(typed) ?? typed
    if start.rest.isEmpty {
      if try lookup.entry(at: path).map({ !name.isEmpty || $0.isFolder }) ?? false {
        found.append(Match(typed: start.typed + name, path: path))
      }
      return
    }
    var next = start
    next.folder = path
    next.typed += name + [UInt8(ascii: "/")]
    try expand(next, into: &found)
  }

  private func expandAnyFolders(_ start: Start, isLast: Bool, into found: inout [Match]) throws {
    if !isLast { try expand(start, into: &found) }
    for child in try lookup.children(of: start.folder)
    where child.name.first != UInt8(ascii: ".") {
      let path = start.folder.appending(component: child.name)
      if isLast { found.append(Match(typed: start.typed + child.name, path: path)) }
      guard child.isFolder else { continue }
      var next = start
      next.folder = path
      next.typed += child.name + [UInt8(ascii: "/")]
      try expandAnyFolders(next, isLast: isLast, into: &found)
    }
  }

  private func children(of folder: Path, matching component: Component) throws -> [Child] {
    let glob = try NameGlob(ShellWord.glob(component))
    let beginning = component.prefix { $0.isQuoted || !"*?[".utf8.contains($0.byte) }.map(\.byte)
    return try lookup.children(
      of: folder, beginningWith: beginning.beginningInAnySpelling
    ).filter {
      let isHidden = $0.name.first == UInt8(ascii: ".") && beginning.isEmpty
      return try !isHidden && glob.matches($0.name)
    }
  }
}

extension Interruption {
  /// Throws `ConsoleError.interrupted` if a request to stop has been made.
  fileprivate func check() throws(ConsoleError) {
    if isRequested() { throw .interrupted }
  }
}
