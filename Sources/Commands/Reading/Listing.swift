import Index
import Posts
import Store
import View

/// Prints what a catalog holds, in one of the forms of `ls`.
struct Listing {
  enum Style: Equatable {
    case columns
    case names(end: NameEnd)
    /// Lines as those of sha256sum(1), of files alone.
    case checksums(end: NameEnd)
    case long
    case json
  }

  private let console: Console
  private let style: Style
  /// The digests of files, where they are wanted.
  private let digests: [Path: Digest]
  /// The widths of the columns of a long list, as far as they have been measured.
  private var largestSize: Int64 = 0
  private var nameWidth = 0

  init(_ console: Console, style: Style, digests: [Path: Digest] = [:]) {
    self.console = console
    self.style = style
    self.digests = digests
  }

  /// Prints entries in the order given.
  ///
  /// - Parameter folder: the folder that names are relative to; nil gives full paths.
  func print(_ items: [Listed], below folder: Path?) throws {
    switch style {
    case .columns:
      try console.printColumns(names: items.map { name(of: $0, below: folder) })
    case .names, .checksums, .json:
      for item in items { try print(item, below: folder) }
    case .long:
      // Names are made twice, once to be measured, so that a long list does not hold them all.
      var measured = self
      for item in items { measured.measure(item, below: folder) }
      for item in items { try measured.print(item, below: folder) }
    }
  }

  /// Takes an entry into account for the widths of the columns in which entries are printed.
  mutating func measure(_ item: Listed, below folder: Path?) {
    largestSize = max(largestSize, item.entry.size)
    guard nameWidth < Self.widestPadding else { return }
    let width = width(of: shown(name(of: item, below: folder)))
    nameWidth = min(max(nameWidth, width), Self.widestPadding)
  }

  /// Prints one entry on a line of its own; in columns of the widths that were measured.
  func print(_ item: Listed, below folder: Path?) throws {
    switch style {
    case .columns: try console.printColumns(names: [name(of: item, below: folder)])
    case .names(let end): try console.print(name: name(of: item, below: folder), end: end)
    case .checksums(let end):
      guard let digest = digests[item.entry.path] else { return }
      try print(digest, of: item.entry.path, end: end)
    case .json: try console.print(item.json(digests[item.entry.path]))
    case .long: try printLong(item, below: folder)
    }
  }

  /// Prints a line as sha256sum does: a `\` before it says that the name is escaped (coreutils
  /// manual, "md5sum invocation"); names that end in a zero byte are not.
  private func print(_ digest: Digest, of path: Path, end: NameEnd) throws {
    let sum = "\(digest.hexadecimal)  "
    if end == .nul { return try console.print(name: Array(sum.utf8) + path.bytes, end: end) }
    let escapes: [UInt8: String] = [
      UInt8(ascii: "\\"): "\\\\", UInt8(ascii: "\n"): "\\n", UInt8(ascii: "\r"): "\\r",
    ]
    let name = path.bytes.flatMap { byte in escapes[byte].map { Array($0.utf8) } ?? [byte] }
    let mark = name == path.bytes ? "" : "\\"
    try console.print(mark + sum, name: name)
  }

  private func printLong(_ item: Listed, below folder: Path?) throws {
    let name = shown(name(of: item, below: folder))
    let size = String(item.entry.size).utf8
    var line = Array(ListedDate(item).text.utf8)
    line.append(contentsOf: "  ".utf8)
    line.append(contentsOf: repeatElement(Self.space, count: sizeWidth - size.count))
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
    try console.print(line)
  }

  private var sizeWidth: Int { String(largestSize).utf8.count }

  private static let space = UInt8(ascii: " ")

  private func width(of name: [UInt8]) -> Int {
    displayWidth(of: String(decoding: name, as: UTF8.self))
  }

  private func name(of item: Listed, below folder: Path?) -> [UInt8] {
    let path = item.entry.path
    let name =
      folder == nil || folder?.contains(path) == false ? path.bytes[...] : path.lastComponent
    return item.entry.isFolder ? name + [UInt8(ascii: "/")] : Array(name)
  }

  private func shown(_ name: [UInt8]) -> [UInt8] {
    console.output.isSanitized ? Array(ShellQuoting.quoted(name).utf8) : name
  }

  /// Names longer than this do not push the titles of all others to the right.
  private static let widestPadding = 60
}

/// The date that a list shows for an entry and sorts it by: the post's own, else that of its last change.
struct ListedDate: Comparable {
  let day: PostDate.Day?
  /// What tells entries of one day apart.
  private let moment: String

  init(_ item: Listed) {
    if let date = item.facts?.date {
      day = date.day
      moment = date.written
    } else {
      day = item.entry.modified.flatMap { PostDate.Day(secondsSince1970: $0) }
      moment = ""
    }
  }

  /// `2024-12-31`, or as many spaces.
  var text: String { day?.description ?? String(repeating: " ", count: 10) }

  static func < (one: ListedDate, other: ListedDate) -> Bool {
    switch (one.day, other.day) {
    case (nil, nil): one.moment < other.moment
    case (nil, _): true
    case (_, nil): false
    case (let day?, let others?): (day, one.moment) < (others, other.moment)
    }
  }
}

extension Listed {
  /// What `--json` prints of an entry: a field that is not known is left out.
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
  fileprivate var word: String {
    switch self {
    case .file, .hardLink: "file"
    case .folder: "folder"
    case .symbolicLink: "link"
    case .special: "special"
    }
  }
}
