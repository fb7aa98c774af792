import ArchiveFormat
import Entries
import Posts
import Terminal
import View

/// The lines of `ls` for the entries of a catalog, in one style.
struct Listing: Sendable {
  enum Style: Equatable {
    case columns
    case names(end: NameEnd)
    /// Lines in the format of sha256sum(1), for files only.
    case checksums(end: NameEnd)
    case long
    case json
  }

  private let style: Style
  /// Whether names are shown quoted.
  private let isSanitized: Bool
  private let names: PathNames
  /// The digests of files, for the styles that show them.
  private let digests: [Path: Digest]
  /// Whether sizes have units.
  private let humanSizes: Bool
  /// The widest size and name of a long list, as far as they have been measured.
  private var largestSize: Int64 = 0
  private var widestHumanSize = 0
  private var nameWidth = 0

  init(
    for session: Session, style: Style, humanSizes: Bool = false, digests: [Path: Digest] = [:]
  ) {
    self.humanSizes = humanSizes
    isSanitized = session.console.output.isSanitized
    names = session.names
    self.style = style
    self.digests = digests
  }

  /// Prints entries in the order given.
  ///
  /// - Parameter folder: the folder that names are relative to; nil for full paths.
  func print(_ items: [ListedEntry], below folder: Path?, on console: Console) throws {
    if style == .columns {
      return try console.printColumns(names: items.map { name(of: $0, below: folder) })
    }
    // Names are made twice, the first time to be measured, so that a long list need not hold them
    // all.
    var measured = self
    if style == .long { for item in items { measured.measure(item, below: folder) } }
    for start in stride(from: 0, to: items.count, by: Self.linesAtOnce) {
      var lines = console.noLines
      for item in items[start...].prefix(Self.linesAtOnce) {
        measured.append(item, below: folder, to: &lines)
      }
      try console.print(lines)
    }
  }

  private static let linesAtOnce = 1000

  /// Includes an entry in the widths of the columns.
  mutating func measure(_ item: ListedEntry, below folder: Path?) {
    largestSize = max(largestSize, item.entry.size)
    if humanSizes { widestHumanSize = max(widestHumanSize, size(of: item).utf8.count) }
    guard nameWidth < Self.widestPadding else { return }
    let width = width(of: shown(name(of: item, below: folder)))
    nameWidth = min(max(nameWidth, width), Self.widestPadding)
  }

  /// Includes the entries that another listing has measured.
  mutating func measure(asDid other: Listing) {
    largestSize = max(largestSize, other.largestSize)
    widestHumanSize = max(widestHumanSize, other.widestHumanSize)
    nameWidth = max(nameWidth, other.nameWidth)
  }

  /// Appends the line of one entry, in columns of the measured widths.
  func append(_ item: ListedEntry, below folder: Path?, to lines: inout ReadyLines) {
    switch style {
    case .columns: lines.append(name: name(of: item, below: folder).span)
    case .names(let end): lines.append(name: name(of: item, below: folder).span, end: end)
    case .checksums(let end):
      guard let digest = digests[item.entry.path] else { return }
      append(digest, of: item.entry.path, end: end, to: &lines)
    case .json: lines.append(item.json(digests[item.entry.path]).span)
    case .long: lines.append(longLine(of: item, below: folder).span)
    }
  }

  /// Appends a line in the format of sha256sum. A `\` at its beginning says that the name is
  /// escaped (coreutils manual, "md5sum invocation"); names that end in a NUL byte are not escaped.
  private func append(_ digest: Digest, of path: Path, end: NameEnd, to lines: inout ReadyLines) {
    let sum = "\(digest.hexadecimal)  "
    if end == .nul {
      return lines.append(name: (Array(sum.utf8) + names.name(of: path)).span, end: end)
    }
    let escapes: [UInt8: String] = [
      UInt8(ascii: "\\"): "\\\\", UInt8(ascii: "\n"): "\\n", UInt8(ascii: "\r"): "\\r",
    ]
    let name = names.name(of: path)
    let escaped = name.flatMap { byte in escapes[byte].map { Array($0.utf8) } ?? [byte] }
    let mark = escaped == name ? "" : "\\"
    lines.append((Array((mark + sum).utf8) + shown(escaped)).span)
  }

  private func longLine(of item: ListedEntry, below folder: Path?) -> [UInt8] {
    let name = shown(name(of: item, below: folder))
    let size = size(of: item).utf8
    var line: [UInt8] = []
    line.reserveCapacity(2 * Self.widestPadding + name.count)
    let date = ListedDate(item)
    line.append(contentsOf: date.text.utf8)
    line.append(contentsOf: date.isUndated ? "* ".utf8 : "  ".utf8)
    line.append(contentsOf: repeatElement(Self.space, count: max(0, sizeWidth - size.count)))
    line.append(contentsOf: size)
    line.append(contentsOf: "  ".utf8)
    line.append(contentsOf: name)
    if let title = item.facts?.title {
      let padding = max(0, nameWidth - width(of: name)) + 2
      line.append(contentsOf: repeatElement(Self.space, count: padding))
      line.append(contentsOf: title.utf8)
      if item.facts?.draft == true { line.append(contentsOf: " [draft]".utf8) }
    } else if case .symbolicLink(let target) = item.entry.kind {
      line.append(contentsOf: " -> ".utf8)
      line.append(contentsOf: shown(target))
    }
    return line
  }

  private var sizeWidth: Int {
    humanSizes ? widestHumanSize : String(largestSize).utf8.count
  }

  private func size(of item: ListedEntry) -> String {
    humanSizes ? Figures.size(Int(clamping: item.entry.size)) : String(item.entry.size)
  }

  private static let space = UInt8(ascii: " ")

  private func width(of name: [UInt8]) -> Int {
    displayWidth(of: String(decoding: name, as: UTF8.self))
  }

  private func name(of item: ListedEntry, below folder: Path?) -> [UInt8] {
    let path = item.entry.path
    let isWhole = folder == nil || folder?.contains(path) == false
    let name = isWhole ? names.name(of: path) : Array(path.lastComponent)
    return item.entry.isFolder ? name + [UInt8(ascii: "/")] : name
  }

  private func shown(_ name: [UInt8]) -> [UInt8] {
    isSanitized ? Array(ShellQuoting.quoted(name).utf8) : name
  }

  /// The greatest width of the column of names: a longer name does not push the titles of all
  /// others to the right.
  private static let widestPadding = 60
}

extension ListedEntry {
  /// Returns the object that `--json` prints for an entry; unknown fields are left out.
  fileprivate func json(_ digest: Digest?) -> [UInt8] {
    var object = JSONObject()
    object.append("path", entry.path)
    if facts == nil { object.append("kind", entry.kind.word) }
    if let facts {
      object.append("title", facts.title)
      object.append("date", facts.date?.written)
      object.append("draft", facts.draft)
      object.append("tags", facts.tags)
    }
    if !entry.isFolder { object.append("size", entry.size) }
    object.append("mtime", entry.modified)
    object.append("sha256", digest?.hexadecimal)
    return object.bytes
  }
}

extension Entry.Kind {
  /// The word for it in JSON.
  var word: String {
    switch self {
    case .file, .hardLink: "file"
    case .folder: "folder"
    case .symbolicLink: "link"
    case .special: "special"
    }
  }
}
