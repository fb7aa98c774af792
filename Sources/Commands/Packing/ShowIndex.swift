import ArchiveFormat
import ArgumentParser
import Files
import Posts
import Store
import Terminal

struct ShowIndex: SessionCommand {
  static let configuration = CommandConfiguration.command(
    "index", "Show the index of an archive.",
    details: """
      An archive that pack or reindex wrote as .tar.zst holds an index of its members. The root, \
      a SHA-256, identifies the whole content: two archives with the same root hold the same.
      """,
    examples: [
      "blogsh index blog.tar.zst", "blogsh index --json blog.tar.zst",
      "blogsh index --members blog.tar.zst",
    ])

  @Flag(help: "Also show each member: frame, position in the decoded frame, SHA-256 and path.")
  var members = false

  @Flag(help: "Print one JSON object per line: each member with --members, then the index.")
  var json = false

  @OptionGroup var colorOptions: ColorOptions

  @OptionGroup var operand: ArchiveArgument

  func run(in session: Session) throws {
    let console = session.console
    let archive = try session.archive(operand.archive).name
    let summary = try PostCollection.open(naming: archive).readIndex { row in
      guard members else { return }
      if json {
        try console.print(row.json)
      } else {
        try console.printLine { line in
          line.append(part: "\(row.place.frame)  \(row.place.position)  ")
          line.append(part: "\(row.digestColumn)  ", as: .faint)
          line.append(namePart: row.entry.shownPath.span, as: row.entry.isFolder ? .folder : nil)
        }
      }
    }
    if json {
      try console.print(summary.json(archive: archive))
    } else {
      for (name, value) in summary.facts {
        try console.printLine { line in
          line.append(part: name, as: .strong)
          line.append(part: value)
        }
      }
    }
  }
}

extension IndexRow {
  /// The digest in hexadecimal, or as many spaces.
  fileprivate var digestColumn: String {
    digest?.hexadecimal ?? String(repeating: " ", count: 2 * IndexedArchive.digestLength)
  }

  fileprivate var json: [UInt8] {
    var object = JSONObject()
    object.append("path", entry.path)
    object.append("frame", Int64(place.frame))
    object.append("position", Int64(place.position))
    if entry.kind != .folder { object.append("size", entry.size) }
    object.append("mtime", entry.modified?.seconds)
    if let time = entry.modified, time.nanoseconds > 0 {
      object.append("nanoseconds", Int64(time.nanoseconds))
    }
    object.append("mode", entry.mode.map { String($0, radix: 8) })
    object.append("sha256", digest?.hexadecimal)
    return object.bytes
  }
}

extension IndexSummary {
  fileprivate func json(archive: String) -> [UInt8] {
    var object = JSONObject()
    object.append("archive", bytes: ArgumentText.bytes(of: archive))
    for (name, number) in numbers { object.append(name, number) }
    object.append("level", Int64(recipe.level))
    object.append("zstd", Self.version(recipe.zstdVersion, base: 100))
    object.append("libarchive", Self.version(recipe.libarchiveVersion, base: 1000))
    object.append("sections", sections.map(\.name))
    object.append("root", root.hexadecimal)
    return object.bytes
  }

  /// The names of the facts, and after each of them its value, set in columns.
  fileprivate var facts: [(name: String, value: String)] {
    let counts = numbers.map { ($0.0, Figures.grouped(Int($0.1))) }
    let versions =
      "zstd \(Self.version(recipe.zstdVersion, base: 100)), "
      + "libarchive \(Self.version(recipe.libarchiveVersion, base: 1000))"
    let facts =
      counts + [
        ("level", "\(recipe.level)"), ("made by", versions),
        ("sections", sections.map(\.description).joined(separator: ", ")),
        ("root", root.hexadecimal),
      ]
    let width = facts.map(\.0.count).max() ?? 0
    return facts.map { name, value in
      (name, String(repeating: " ", count: width - name.count + 2) + value)
    }
  }

  private var numbers: [(String, Int64)] {
    [
      ("version", Int64(IndexedArchive.version)), ("members", Int64(members)),
      ("posts", Int64(posts)), ("files", Int64(files)), ("frames", Int64(frames)),
      ("blocks", Int64(blocks)), ("tarBytes", tarLength), ("archiveBytes", archiveLength),
      ("indexBytes", indexLength),
    ]
  }

  /// Formats a version number: `1.5.4` for 10504 in base 100, `3.6.2` for 3006002 in base 1000.
  private static func version(_ number: UInt32, base: UInt32) -> String {
    "\(number / base / base).\(number / base % base).\(number % base)"
  }
}

extension IndexSection {
  /// The name of the section and its size.
  fileprivate var description: String { "\(name) \(Figures.size(extent.count))" }
}
