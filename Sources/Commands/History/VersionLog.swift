import ArchiveFormat
import Archives
import ArgumentParser
import Checking
import Entries
import Files
import History
import Posts
import Store
import Terminal

/// The versions of a path in the snapshots of an archive, as they are printed.
struct VersionLog {
  private let path: Path
  private let collection: PostCollection
  private let context: Context
  /// The versions, the oldest first.
  private let versions: [PostVersion]

  /// - Parameter words: the words that name the path.
  /// - Throws: `ValidationError` if they do not name one path, `StoreError.Code.notFound` if no
  ///   snapshot has it.
  init(naming words: [String], in collection: PostCollection, _ session: Session) throws {
    guard words.count == 1 else { throw ValidationError("Name one post.") }
    let operands = try session.operands(in: collection)
    let word = ArgumentText.bytes(of: words[0])
    let paths = try operands.paths(word)
    guard paths.count == 1 else {
      throw ValidationError(
        "'\(words[0])' matches \(Figures.grouped(paths.count)) paths: name one post.")
    }
    var path = paths[0]
    var versions = try collection.versions(of: path)
    if versions.isEmpty, let file = operands.file(word) {
      // The newest snapshot does not have a file that is gone, so that its name was not understood.
      path = file
      versions = try collection.versions(of: path)
    }
    guard !versions.isEmpty else {
      throw StoreError(
        .notFound, .read, paths[0].bytes, in: collection.name, cause: "no snapshot has this path")
    }
    self.path = path
    self.versions = versions
    self.collection = collection
    context = session.context()
  }

  /// Prints the versions, the newest first.
  ///
  /// - Parameter showsLines: whether the lines that changed follow each version.
  func print(in session: Session, isJSON: Bool, showsLines: Bool = false) throws {
    let console = session.console
    let changes = versions.indices.map(change)
    if isJSON {
      for index in versions.indices.reversed() {
        let lines = try lineCounts(at: index, changes[index])
        try console.print(object(of: versions[index], lines))
      }
      return
    }
    let rows = try versions.indices.reversed().map { index in
      let (record, entry) = (versions[index].snapshot.record, versions[index].entry)
      return [
        "\(record.number)", "\(SnapshotTime(record.time))", try text(at: index, changes[index]),
        entry.map { Figures.count(Int($0.size), "byte") } ?? "",
        record.title(more: console.output.ellipsis),
      ]
    }
    guard showsLines else { return try console.print(aligned: rows, rightAligned: [0, 3]) }
    console.startPager()
    for (row, index) in zip(rows, versions.indices.reversed()) {
      try console.print(aligned: [row], rightAligned: [])
      if let change = changes[index] {
        var difference = UnifiedDiff(from: try before(index), to: try at(index), in: session)
        try difference.print([change])
      }
      if index > 0 { try console.print("") }
    }
  }

  /// Returns the difference of a version from the one before; nil if only its time is another.
  private func change(at index: Int) -> Change? {
    func state(_ version: PostVersion?) -> (Entry, Digest?)? {
      version.flatMap { version in version.entry.map { ($0, version.digest) } }
    }
    return Change(
      path: path, from: state(index > 0 ? versions[index - 1] : nil), to: state(versions[index]))
  }

  private func text(at index: Int, _ change: Change?) throws -> String {
    let version = versions[index]
    let other = version.otherPath.map { ShellQuoting.quoted($0.bytes) }
    guard let change else { return version.change.word }
    switch change.kind {
    case .added: return other.map { "renamed from \($0)" } ?? version.change.word
    case .removed: return other.map { "renamed to \($0)" } ?? version.change.word
    case .changed, .renamed: break
    }
    var parts: [String] = []
    if let (added, removed) = try lineCounts(at: index, change) {
      parts.append("changed +\(added) -\(removed)")
    } else if change.aspects != .mode {
      parts.append("changed")
    }
    if let modes = change.modes { parts.append(modes) }
    return parts.joined(separator: ", ")
  }

  /// Returns the numbers of lines that are new and gone in a version; nil if its content is no
  /// other, or no text.
  private func lineCounts(
    at index: Int, _ change: Change?
  ) throws -> (added: Int, removed: Int)? {
    guard let change, change.kind == .changed, change.aspects.contains(.content) else { return nil }
    let before = try before(index).contents(of: [path], context: context)
    let after = try at(index).contents(of: [path], context: context)
    guard let old = try UnifiedDiff.text(of: change.old, at: path, in: before),
      let new = try UnifiedDiff.text(of: change.new, at: path, in: after)
    else { return nil }
    return LineComparison(old, new).counts
  }

  /// Returns the archive as of a version.
  private func at(_ index: Int) throws(StoreError) -> PostCollection {
    try collection.at(versions[index].snapshot, named: collection.name)
  }

  /// Returns the archive as of the version before; that version, if there is none.
  private func before(_ index: Int) throws(StoreError) -> PostCollection {
    try at(max(0, index - 1))
  }

  private func object(
    of version: PostVersion, _ lines: (added: Int, removed: Int)?
  ) -> [UInt8] {
    var object = JSONObject()
    object.append("snapshot", Int64(version.snapshot.record.number))
    object.append("time", SnapshotTime(version.snapshot.record.time).machineReadable)
    object.append("change", version.change.word)
    if let other = version.otherPath {
      object.append(version.entry == nil ? "renamedTo" : "renamedFrom", other)
    }
    object.append("linesAdded", lines.map { Int64($0.added) })
    object.append("linesRemoved", lines.map { Int64($0.removed) })
    if let entry = version.entry {
      object.append("size", entry.size)
      object.append("mtime", entry.modified?.seconds)
      object.append("mode", entry.mode.map { String($0, radix: 8) })
      object.append("sha256", version.digest?.hexadecimal)
    }
    return object.bytes
  }
}

extension PostVersion.Change {
  fileprivate var word: String {
    switch self {
    case .added: "new"
    case .changed: "changed"
    case .touched: "touched"
    case .removed: "removed"
    }
  }
}
