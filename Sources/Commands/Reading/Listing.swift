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
  /// Whether names of links and of files that can be run have marks at their ends.
  private let marksKinds: Bool
  /// Whether sizes have units.
  private let humanSizes: Bool
  /// The widest size, name and title of a long list, as far as they have been measured. Titles are
  /// measured only where they may have to be cut.
  private var largestSize: Int64 = 0
  private var widestHumanSize = 0
  private var widestName = 0
  private var widestTitle = 0

  init(
    for session: Session, style: Style, marksKinds: Bool, humanSizes: Bool,
    digests: [Path: Digest] = [:]
  ) {
    self.marksKinds = marksKinds
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
      return try console.printColumns(
        names: items.map { name(of: $0, below: folder) }, marks: { mark(of: items[$0]) },
        look: { items[$0].look })
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
      let width = width(of: shownName(of: item, below: folder))
      widestName = min(max(widestName, width), mostForNames)
    }
    if let lineWidth, widestTitle < lineWidth, let title = item.title {
      widestTitle = max(
        widestTitle, displayWidth(of: shown(title: title)) + item.mark.utf8.count)
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
      lines.append(part: mark(of: item))
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
    let nameStart = nameStart
    let sizeStart = nameStart - Self.gap - size.utf8.count
    lines.append(spaces: sizeStart - date.text.utf8.count - (date.isUndated ? 1 : 0))
    lines.append(part: size)
    lines.append(spaces: Self.gap)
    let name = cut(shownName(of: item, below: folder), to: lineWidth.map { _ in nameWidth })
    lines.append(part: name.span, as: item.look)
    let nameEnd = nameStart + width(of: name)
    if let title = item.title {
      let titleStart = max(nameEnd, nameStart + nameWidth) + Self.gap
      let room = lineWidth.map { $0 - titleStart - item.mark.utf8.count }
      guard room ?? 1 > 0 else { return lines.append(end: .newline) }
      let fitting = room.map { shown(title: title).cut(toColumns: $0, mark: ellipsis) } ?? title
      lines.append(spaces: titleStart - nameEnd)
      lines.append(part: fitting + item.mark, as: item.look)
    } else if case .symbolicLink(let target) = item.entry.kind {
      let arrow = " -> "
      lines.append(part: arrow)
      let room = lineWidth.map { $0 - nameEnd - arrow.utf8.count }
      lines.append(part: cut(shown(target), to: room).span)
    }
    lines.append(end: .newline)
  }

  /// The number of spaces between columns. The first of those after a date may hold its mark.
  private static let gap = 2

  /// The place at which names begin: after the day, the size, and the gaps after them.
  private var nameStart: Int { 10 + Self.gap + sizeWidth + Self.gap }

  /// The width of the column of names. At a terminal, half of what is left beside dates and sizes
  /// is for titles, unless they need less.
  private var nameWidth: Int {
    guard let lineWidth else { return widestName }
    let left = max(1, lineWidth - nameStart)
    let forTitles = widestTitle > 0 ? widestTitle + Self.gap : 0
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

  private func shownName(of item: ListedEntry, below folder: Path?) -> [UInt8] {
    shown(name(of: item, below: folder)) + mark(of: item).utf8
  }

  /// Returns the mark after a name, as in ls(1) with -F; the target of a link marks it enough.
  private func mark(of item: ListedEntry) -> String {
    guard marksKinds else { return "" }
    return switch item.entry.kind {
    case .symbolicLink: style == .long ? "" : "@"
    case .file, .hardLink: (item.entry.mode ?? 0) & 0o111 == 0 ? "" : "*"
    case .folder, .special: ""
    }
  }

  private func shown(_ name: [UInt8]) -> [UInt8] {
    isSanitized ? Array(ShellQuoting.quoted(name, isASCII: isASCII).utf8) : name
  }

  private func shown(title: String) -> String { Sanitizer.line(title, isASCII: isASCII) }

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
      object.append("title", title)
      object.append("date", facts.date?.written)
      object.append("draft", facts.draft)
      object.append("tags", facts.tags)
    }
    if !entry.isFolder { object.append("size", entry.size) }
    object.append("mtime", entry.modified?.seconds)
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
