import ArchiveFormat
import Entries
import Posts
import Terminal
import View

/// The lines of `ls` for the entries of a catalog, in one style.
///
/// At a terminal, long lines fit its width: names and titles are cut. In a pipe they never are.
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
  private let isASCII: Bool
  private let ellipsis: String
  /// The number of columns that a long line may take; nil where there is no terminal.
  private let lineWidth: Int?
  private let names: PathNames
  /// The digests of files, for the styles that show them.
  private let digests: [Path: Digest]
  /// Whether sizes have units.
  private let humanSizes: Bool
  /// The widest size, name and title of a long list, as far as they have been measured. Titles are
  /// measured only where they may have to be cut.
  private var largestSize: Int64 = 0
  private var widestHumanSize = 0
  private var widestName = 0
  private var widestTitle = 0

  init(
    for session: Session, style: Style, humanSizes: Bool = false, digests: [Path: Digest] = [:]
  ) {
    self.humanSizes = humanSizes
    let output = session.console.output
    isSanitized = output.isSanitized
    isASCII = output.isASCII
    ellipsis = output.ellipsis
    // A line of exactly the width would make some terminals wrap.
    lineWidth = output.width.map { $0 - 1 }
    names = session.names
    self.style = style
    self.digests = digests
  }

  /// Prints entries in the order given.
  ///
  /// - Parameter folder: the folder that names are relative to; nil for full paths.
  func print(_ items: [ListedEntry], below folder: Path?, on console: Console) throws {
    if style == .columns {
      return try console.printColumns(names: items.map { name(of: $0, below: folder) }) {
        items[$0].look
      }
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

  /// Whether `measure` needs the titles of posts.
  var measuresTitles: Bool { style == .long && lineWidth != nil }

  /// Includes an entry in the widths of the columns.
  mutating func measure(_ item: ListedEntry, below folder: Path?) {
    largestSize = max(largestSize, item.entry.size)
    if humanSizes { widestHumanSize = max(widestHumanSize, size(of: item).utf8.count) }
    let mostForNames = lineWidth ?? Self.widestPadding
    if widestName < mostForNames {
      let width = width(of: shown(name(of: item, below: folder)))
      widestName = min(max(widestName, width), mostForNames)
    }
    if let lineWidth, widestTitle < lineWidth, let title = item.facts?.title {
      widestTitle = max(widestTitle, width(of: shown(title: title)) + item.mark.utf8.count)
    }
  }

  /// Includes the entries that another listing has measured.
  mutating func measure(asDid other: Listing) {
    largestSize = max(largestSize, other.largestSize)
    widestHumanSize = max(widestHumanSize, other.widestHumanSize)
    widestName = max(widestName, other.widestName)
    widestTitle = max(widestTitle, other.widestTitle)
  }

  /// Appends the line of one entry, in columns of the measured widths.
  func append(_ item: ListedEntry, below folder: Path?, to lines: inout ReadyLines) {
    switch style {
    case .columns, .names:
      lines.append(namePart: name(of: item, below: folder).span, as: item.look)
      if case .names(let end) = style {
        lines.append(end: end)
      } else {
        lines.append(end: .newline)
      }
    case .checksums(let end):
      guard let digest = digests[item.entry.path] else { return }
      append(digest, of: item.entry.path, end: end, to: &lines)
    case .json: lines.append(item.json(digests[item.entry.path]).span)
    case .long: appendLongLine(of: item, below: folder, to: &lines)
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
    lines.append(part: mark + sum)
    lines.append(name: escaped.span)
  }

  private func appendLongLine(
    of item: ListedEntry, below folder: Path?, to lines: inout ReadyLines
  ) {
    let date = ListedDate(item)
    lines.append(
      part: date.isUndated ? date.text + "*" : date.text, as: date.isOfFile ? .faint : nil)
    let size = size(of: item)
    lines.append(spaces: (date.isUndated ? 1 : 2) + max(0, sizeWidth - size.utf8.count))
    lines.append(part: size)
    lines.append(spaces: 2)
    let name = cut(shown(name(of: item, below: folder)), to: lineWidth.map { _ in nameWidth })
    lines.append(part: name.span, as: item.look)
    let end = 14 + sizeWidth + width(of: name)
    if let title = item.facts?.title {
      let padding = max(2, 16 + sizeWidth + nameWidth - end)
      let room = lineWidth.map { $0 - end - padding - item.mark.utf8.count }
      if room ?? 1 > 0 {
        lines.append(spaces: padding)
        lines.append(part: cut(shown(title: title), to: room).span, as: item.look)
        lines.append(part: item.mark, as: item.look)
      }
    } else if case .symbolicLink(let target) = item.entry.kind {
      lines.append(part: " -> ")
      lines.append(part: cut(shown(target), to: lineWidth.map { $0 - end - 4 }).span)
    }
    lines.append(end: .newline)
  }

  /// The width of the column of names. At a terminal, half of what is left beside dates and sizes
  /// is for titles, unless they need less.
  private var nameWidth: Int {
    guard let lineWidth else { return widestName }
    let left = max(1, lineWidth - 14 - sizeWidth)
    let forTitles = widestTitle > 0 ? widestTitle + 2 : 0
    return min(widestName, max(left - forTitles, left / 2))
  }

  private var sizeWidth: Int {
    humanSizes ? widestHumanSize : String(largestSize).utf8.count
  }

  private func size(of item: ListedEntry) -> String {
    humanSizes ? Figures.size(Int(clamping: item.entry.size)) : String(item.entry.size)
  }

  private func width(of text: [UInt8]) -> Int {
    displayWidth(of: String(decoding: text, as: UTF8.self))
  }

  /// Cuts a text that is shown at a terminal; a width of nil leaves it as it is.
  private func cut(_ text: [UInt8], to width: Int?) -> [UInt8] {
    guard let width else { return text }
    let cut = String(decoding: text, as: UTF8.self)
      .cut(toColumns: max(0, width), mark: ellipsis)
    return Array(cut.utf8)
  }

  private func name(of item: ListedEntry, below folder: Path?) -> [UInt8] {
    let path = item.entry.path
    let isWhole = folder == nil || folder?.contains(path) == false
    let name = isWhole ? names.name(of: path) : Array(path.lastComponent)
    return item.entry.isFolder ? name + [UInt8(ascii: "/")] : name
  }

  private func shown(_ name: [UInt8]) -> [UInt8] {
    isSanitized ? Array(ShellQuoting.quoted(name, isASCII: isASCII).utf8) : name
  }

  private func shown(title: String) -> [UInt8] {
    guard isSanitized else { return Array(title.utf8) }
    return Sanitizer.safeBytes(title.utf8.span, .one, isASCII: isASCII)
  }

  /// The greatest width of the column of names in a pipe: a longer name does not push the titles of
  /// all others to the right.
  private static let widestPadding = 60
}

extension ListedEntry {
  /// The style that tells folders, links and drafts apart.
  fileprivate var look: Look? {
    switch entry.kind {
    case .folder: .folder
    case .symbolicLink where facts == nil: .link
    default: facts?.draft == true ? .draft : nil
    }
  }

  /// The mark after the title of a draft.
  fileprivate var mark: String { facts?.draft == true ? " [draft]" : "" }

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
